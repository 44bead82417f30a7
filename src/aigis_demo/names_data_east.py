"""Given and family names of central, eastern and south-eastern Europe, the frequent ones first.

Names are separated by blanks; `_` stands for a blank inside one name. Cyrillic and Greek names stand as
`original=Latin`, the Latin form as the state's passports write it. Written from general knowledge of what is common.
"""

POLISH = (
    "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski "
    "Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski Nowakowski Pawłowski Michalski Nowicki "
    "Adamczyk Dudek Zając Wieczorek Jabłoński Król Majewski Olszewski Jaworski Wróbel Malinowski Pawlak Witkowski "
    "Walczak Stępień Górski Rutkowski Michalak Sikora Ostrowski Baran Duda Szewczyk Tomaszewski Pietrzak Marciniak "
    "Wróblewski Zalewski Jakubowski Jasiński Zawadzki Sadowski Bąk Chmielewski Włodarczyk Borkowski Czarnecki "
    "Sawicki Sokołowski Urbański Kubiak Maciejewski Szczepański Kucharski Wilk Kalinowski Lis Mazurek Wysocki "
    "Adamski Kaźmierczak Wasilewski Sobczak Czerwiński Andrzejewski Cieślak Głowacki Zakrzewski Kołodziej Sikorski "
    "Krajewski Gajewski Szymczak Szulc Baranowski Laskowski Brzeziński Makowski",
    "Piotr Krzysztof Andrzej Tomasz Paweł Michał Jan Marcin Jakub Adam Stanisław Marek Łukasz Grzegorz Mateusz "
    "Wojciech Mariusz Dariusz Zbigniew Maciej Rafał Robert Kamil Jerzy Jacek Józef Dawid Tadeusz Szymon Janusz "
    "Ryszard Kacper Bartosz Artur Sławomir Jarosław Sebastian Damian Henryk Przemysław Patryk Daniel Roman "
    "Bartłomiej Mirosław Leszek Radosław Zdzisław",
    "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Magdalena Joanna Monika Zofia Teresa "
    "Danuta Aleksandra Natalia Beata Dorota Jadwiga Halina Irena Alicja Karolina Iwona Marta Renata Justyna Izabela "
    "Paulina Sylwia Grażyna Bożena Urszula Wiesława Wioletta Patrycja Kinga",
)

ROMANIAN = (
    "Popa Popescu Pop Radu Ionescu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Constantin Munteanu Marin Lazăr "
    "Moldovan Barbu Stanciu Dinu Ungureanu Dobre Nistor Sandu Florea Cristea Dumitrescu Toma Tudor Ene Șerban Coman "
    "Iancu Neagu Costea Oprea Voicu Ștefan Mihai Nicolae Manea Vasile Suciu Ilie Moraru Dragomir Andrei Roman Bucur "
    "Preda Mocanu Olteanu Anghel Petre Ardelean Țăranu Avram Chiriță Rotaru Crăciun Georgescu Filip Albu Zamfir "
    "Iordache Luca Grigore Diaconu Nedelcu Muntean Pavel Călin Bălan Mihăilă Sava Stoian Vlad Lupu Badea Enache "
    "Mureșan Cojocaru Olaru Dănilă Pîrvu Rădulescu",
    "Gheorghe Ioan Vasile Constantin Ion Alexandru Andrei Nicolae Mihai Dumitru Ștefan Cristian Florin Marian "
    "Adrian Gabriel Daniel Ionuț Marius Bogdan Cătălin Cosmin Costel Dan Dorin Dragoș Emil George Ilie Iulian "
    "Laurențiu Liviu Lucian Mircea Octavian Ovidiu Petru Radu Răzvan Sorin Tudor Valentin Viorel Vlad Ion-Marian "
    "Alexandru-Ionuț",
    "Maria Elena Ana Ioana Mihaela Andreea Cristina Daniela Alexandra Gabriela Ecaterina Mariana Florentina "
    "Georgeta Nicoleta Simona Monica Roxana Adriana Camelia Carmen Claudia Corina Doina Felicia Ileana Lăcrămioara "
    "Liliana Loredana Luminița",
)

BULGARIAN = (
    "Иванов=Ivanov Георгиев=Georgiev Димитров=Dimitrov Петров=Petrov Николов=Nikolov Христов=Hristov "
    "Стоянов=Stoyanov Тодоров=Todorov Илиев=Iliev Ангелов=Angelov Василев=Vasilev Атанасов=Atanasov Петков=Petkov "
    "Колев=Kolev Йорданов=Yordanov Маринов=Marinov Стефанов=Stefanov Попов=Popov Михайлов=Mihaylov Кръстев=Krastev "
    "Костов=Kostov Павлов=Pavlov Митев=Mitev Симеонов=Simeonov Цветков=Tsvetkov Александров=Aleksandrov "
    "Марков=Markov Спасов=Spasov Лазаров=Lazarov Добрев=Dobrev Младенов=Mladenov Русев=Rusev Вълчев=Valchev "
    "Радев=Radev Янев=Yanev Найденов=Naydenov Желязков=Zhelyazkov Щерев=Shterev",
    "Георги=Georgi Иван=Ivan Димитър=Dimitar Николай=Nikolay Петър=Petar Христо=Hristo Александър=Aleksandar "
    "Йордан=Yordan Стефан=Stefan Васил=Vasil Стоян=Stoyan Тодор=Todor Красимир=Krasimir Пламен=Plamen Румен=Rumen "
    "Борис=Boris Калоян=Kaloyan Мартин=Martin Светослав=Svetoslav Цветан=Tsvetan Валентин=Valentin Ангел=Angel "
    "Живко=Zhivko",
    "Мария=Maria Иванка=Ivanka Елена=Elena Йорданка=Yordanka Пенка=Penka Даниела=Daniela Десислава=Desislava "
    "Гергана=Gergana Радка=Radka Петя=Petya Виктория=Viktoria Силвия=Silvia Цветелина=Tsvetelina Росица=Rositsa "
    "Надежда=Nadezhda",
)

UKRAINIAN = (
    "Мельник=Melnyk Шевченко=Shevchenko Коваленко=Kovalenko Бондаренко=Bondarenko Бойко=Boiko Ткаченко=Tkachenko "
    "Кравченко=Kravchenko Ковальчук=Kovalchuk Коваль=Koval Олійник=Oliinyk Шевчук=Shevchuk Поліщук=Polishchuk "
    "Лисенко=Lysenko Бондар=Bondar Мороз=Moroz Марченко=Marchenko Ткачук=Tkachuk Павленко=Pavlenko "
    "Савченко=Savchenko Руденко=Rudenko Петренко=Petrenko Кравчук=Kravchuk Клименко=Klymenko Савчук=Savchuk "
    "Левченко=Levchenko Харченко=Kharchenko Пономаренко=Ponomarenko Карпенко=Karpenko Василенко=Vasylenko "
    "Гончаренко=Honcharenko Хоменко=Khomenko Сидоренко=Sydorenko Гончарук=Honcharuk Кузьменко=Kuzmenko Козак=Kozak "
    "Юрченко=Yurchenko Шаповал=Shapoval Романенко=Romanenko Яценко=Yatsenko Білоус=Bilous Щербак=Shcherbak "
    "Гнатюк=Hnatiuk Заєць=Zaiets Жук=Zhuk Єрмоленко=Yermolenko Їжак=Yizhak Дзюба=Dziuba",
    "Олександр=Oleksandr Сергій=Serhii Володимир=Volodymyr Андрій=Andrii Микола=Mykola Юрій=Yurii Віктор=Viktor "
    "Іван=Ivan Василь=Vasyl Дмитро=Dmytro Максим=Maksym Олег=Oleh Анатолій=Anatolii Михайло=Mykhailo Петро=Petro "
    "Ігор=Ihor Роман=Roman Богдан=Bohdan Тарас=Taras Євген=Yevhen Руслан=Ruslan Ярослав=Yaroslav Артем=Artem "
    "Валерій=Valerii Григорій=Hryhorii Денис=Denys Віталій=Vitalii Костянтин=Kostiantyn Павло=Pavlo Назар=Nazar "
    "Остап=Ostap",
    "Олена=Olena Наталія=Nataliia Тетяна=Tetiana Світлана=Svitlana Оксана=Oksana Ірина=Iryna Людмила=Liudmyla "
    "Галина=Halyna Ольга=Olha Марія=Mariia Юлія=Yuliia Вікторія=Viktoriia Анна=Anna Катерина=Kateryna Інна=Inna "
    "Надія=Nadiia Любов=Liubov",
)

RUSSIAN = (
    "Иванов=Ivanov Смирнов=Smirnov Кузнецов=Kuznetsov Попов=Popov Васильев=Vasilev Петров=Petrov Соколов=Sokolov "
    "Михайлов=Mikhailov Новиков=Novikov Фёдоров=Fedorov Морозов=Morozov Волков=Volkov Алексеев=Alekseev "
    "Лебедев=Lebedev Семёнов=Semenov Егоров=Egorov Павлов=Pavlov Козлов=Kozlov Степанов=Stepanov Николаев=Nikolaev "
    "Орлов=Orlov Андреев=Andreev Макаров=Makarov Никитин=Nikitin Захаров=Zakharov Зайцев=Zaitsev Соловьёв=Solovev "
    "Борисов=Borisov Яковлев=Iakovlev Григорьев=Grigorev Романов=Romanov Воробьёв=Vorobev Сергеев=Sergeev "
    "Кузьмин=Kuzmin Фролов=Frolov Щербаков=Shcherbakov Жуков=Zhukov Юдин=Iudin Цветков=Tsvetkov Чернов=Chernov "
    "Хохлов=Khokhlov Ершов=Ershov Быков=Bykov Шишкин=Shishkin",
    "Александр=Aleksandr Сергей=Sergei Владимир=Vladimir Андрей=Andrei Алексей=Aleksei Дмитрий=Dmitrii "
    "Михаил=Mikhail Николай=Nikolai Иван=Ivan Юрий=Iurii Виктор=Viktor Евгений=Evgenii Максим=Maksim Игорь=Igor "
    "Олег=Oleg Анатолий=Anatolii Павел=Pavel Роман=Roman Константин=Konstantin Вадим=Vadim Артём=Artem Денис=Denis "
    "Илья=Ilia Пётр=Petr Фёдор=Fedor Григорий=Grigorii Ярослав=Iaroslav Станислав=Stanislav Вячеслав=Viacheslav "
    "Эдуард=Eduard",
    "Елена=Elena Ольга=Olga Наталья=Natalia Екатерина=Ekaterina Анна=Anna Татьяна=Tatiana Мария=Mariia Ирина=Irina "
    "Светлана=Svetlana Юлия=Iuliia Анастасия=Anastasiia Людмила=Liudmila Галина=Galina Марина=Marina Ксения=Kseniia",
)

GREEK = (
    "Παπαδόπουλος=Papadopoulos Παππάς=Pappas Καραγιάννης=Karagiannis Βλάχος=Vlachos Ιωαννίδης=Ioannidis "
    "Οικονόμου=Oikonomou Παπαγεωργίου=Papageorgiou Μακρής=Makris Κωνσταντινίδης=Konstantinidis "
    "Δημόπουλος=Dimopoulos Γεωργίου=Georgiou Αντωνίου=Antoniou Νικολάου=Nikolaou Παπανικολάου=Papanikolaou "
    "Χριστοδούλου=Christodoulou Αγγελόπουλος=Angelopoulos Αθανασίου=Athanasiou Αλεξίου=Alexiou Βασιλείου=Vasileiou "
    "Γιαννόπουλος=Giannopoulos Ζαχαρίου=Zachariou Θεοδώρου=Theodorou Κατσαρός=Katsaros Λαμπρόπουλος=Lampropoulos "
    "Μανωλάς=Manolas Ξενάκης=Xenakis Πετρίδης=Petridis Ρήγας=Rigas Σταύρου=Stavrou Τσάκωνας=Tsakonas Φωτίου=Fotiou "
    "Χατζής=Chatzis Ψαρράς=Psarras Ανδρέου=Andreou Μιχαηλίδης=Michailidis",
    "Γεώργιος=Georgios Ιωάννης=Ioannis Κωνσταντίνος=Konstantinos Δημήτριος=Dimitrios Νικόλαος=Nikolaos "
    "Παναγιώτης=Panagiotis Βασίλειος=Vasileios Χρήστος=Christos Αθανάσιος=Athanasios Μιχαήλ=Michail "
    "Ευάγγελος=Evangelos Σπυρίδων=Spyridon Αντώνιος=Antonios Αναστάσιος=Anastasios Θεόδωρος=Theodoros "
    "Ανδρέας=Andreas Εμμανουήλ=Emmanouil Ηλίας=Ilias Στέφανος=Stefanos",
    "Μαρία=Maria Ελένη=Eleni Αικατερίνη=Aikaterini Βασιλική=Vasiliki Σοφία=Sofia Άννα=Anna Γεωργία=Georgia "
    "Ευαγγελία=Evangelia Ιωάννα=Ioanna Δέσποινα=Despoina Χριστίνα=Christina Παρασκευή=Paraskevi",
)

BALKAN = (
    "Hoxha Shehu Dervishi Krasniqi Gashi Berisha Shala Hasani Osmani Morina Bytyqi Kastrati Jovanović Petrović "
    "Nikolić Marković Đorđević Stojanović Ilić Stanković Pavlović Milošević Horvat Kovačević Babić Marić Jurić "
    "Novak Knežević Vuković Hodžić Hadžić Čengić Delić Begić Đurić Šarić Žižić Kovač Leka Prifti Çela Zogu Meta "
    "Kola Marku Dushku Kraja Lleshi Rama Basha",
    "Marko Nikola Stefan Luka Ivan Dragan Zoran Milan Goran Dejan Saša Arben Agim Besnik Dritan Erion Fatmir Gjergj "
    "Ilir Kastriot Luan Petrit Shpëtim Valon Amir Emir Haris Jasmin Mirza Nermin Senad Željko Đuro Ante Tomislav "
    "Krešimir",
    "Ana Marija Ivana Jelena Milica Dragana Snežana Amina Lejla Emina Arta Besa Drita Elira Flutura Liridona "
    "Valbona Željka",
)
