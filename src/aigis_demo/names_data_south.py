"""Given and family names of the Maghreb, Turkey, the Middle East, Congo and West Africa, the frequent ones first.

Names are separated by blanks; `_` stands for a blank inside one name. Written from general knowledge of what is common.
"""

MOROCCAN = (
    "El_Amrani Benali El_Idrissi Alaoui Bennani El_Mansouri Ouali Amrani Tahiri Idrissi Chaoui Azzouzi El_Khattabi "
    "Boukhari Bouzid El_Bakkali El_Haddad Belhaj Ben_Ahmed Ben_Said El_Yousfi Haddad Saidi Zerouali Lahlou Berrada "
    "Fassi El_Fassi Benjelloun Tazi Chraibi Kabbaj Bensouda Sebti Ziani Naciri El_Ouardi Ouahbi Aarab Abarkan "
    "Achahbar Afkir Aknouch Allali Amghar Aouraghe Asrih Aynaou Azaoum Bachiri Badri Bahri Bakkali Barkaoui "
    "Belkacem Ben_Hamou Benaissa Benhaddou Benmoussa Boujaddain Boulahrouz Bousselham Bouziane Chahbari Chakir "
    "Cherkaoui Daoudi Dahmani El_Abbassi El_Aissati El_Asri El_Bouzidi El_Ghazi El_Hamdaoui El_Hassani El_Jaouhari "
    "El_Kaddouri El_Khayari El_Makrini El_Morabit El_Moussaoui El_Ouariachi El_Yaakoubi Essabri Fellaini Ghanmi "
    "Hakimi Hamdi Hammouti Jabri Kaddouri Karimi Khalfaoui Lamrabet Laroussi Makhloufi Mansouri Marzouk Mokhtari "
    "Moussaoui Ouaddouh Rahmani Sabri Salhi Talbi Touzani Yahyaoui Zaoui Zaroual Ziyech",
    "Mohamed Ahmed Youssef Rachid Hassan Said Mustapha Abdelkader Karim Khalid Omar Ali Hamza Bilal Ayoub Ilias "
    "Amine Mehdi Anas Reda Soufiane Nabil Jamal Abdellah Driss Brahim Hicham Aziz Fouad Hamid Tarik Samir Mounir "
    "Yassine Zakaria Ibrahim Ismail Adil Abdelhak Abderrahman Abdeslam Lahcen Larbi Mimoun Mourad Noureddine Othman "
    "Redouan Salah Taoufik Walid Younes Zouhair Abdelilah Abdelmajid Chakib El_Hassan Farid Ghali Houssine Jaouad "
    "Kamal Mohammed Muhammad Mohand",
    "Fatima Khadija Aicha Naima Samira Malika Rachida Nadia Hafida Fatiha Karima Latifa Hanane Sanae Ikram Imane "
    "Salma Yasmina Sara Amina Farida Habiba Jamila Loubna Meryem Mina Mimouna Nora Ouafae Rahma Saida Siham Souad "
    "Touria Zahra Zineb Fatima_Zahra Fatima-Ezzahra Bouchra Chaima Dounia Hind Ilham Kaoutar Laila",
)

TURKISH = (
    "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç "
    "Kurt Özkan Şimşek Polat Korkmaz Çakır Erdoğan Özer Yavuz Can Acar Güler Şen Aktaş Yalçın Bulut Keskin Ünal "
    "Turan Tekin Avcı Kaplan Güneş Işık Bozkurt Taş Karaca Coşkun Duman Köse Sarı Aksoy Ateş Uçar Çiftçi Türk Erdem "
    "Gül Karataş Uysal Akın Toprak Sönmez Durmaz Demirci Kocaman Şeker Gündoğdu Karakaya Yüksel Ay Er Tunç Yaman "
    "Uzun Bayram Albayrak Altun Bayrak Başaran Ceylan Çoban Demirel Dinç Ekinci Ergün Genç Günay Kahraman Karabulut "
    "Kartal Küçük Oral Önal Özcan Pala Sezer Soylu Tan",
    "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Murat Ömer Ramazan Halil Süleyman Abdullah Mahmut "
    "Recep Salih Fatih Kadir Emre Hakan Kemal Serkan Yusuf Cem Burak Can Emrah Engin Erdal Erkan Gökhan Halit İlhan "
    "Levent Metin Orhan Özgür Savaş Selim Sinan Tolga Tuncay Uğur Umut Volkan Yaşar Zafer Mehmet_Ali Çağlar Şükrü "
    "Bülent",
    "Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Zehra Sultan Hanife Merve Havva Zeliha Esra Fadime Özlem "
    "Hacer Yasemin Hülya Cemile Sevim Gülsüm Leyla Dilek Büşra Aysel Songül Kübra Halime Esma Aynur Hayriye Tuğba "
    "Rabia Sevgi Çiğdem Gül Ebru",
)

SYRIAN = (
    "الأحمد=Al_Ahmad المصري=Al_Masri الحسن=Al_Hassan الخطيب=Al_Khatib حداد=Haddad خوري=Khoury الجاسم=Al_Jasim "
    "درويش=Darwish حمدان=Hamdan إبراهيم=Ibrahim عيسى=Issa قاسم=Kassem خليل=Khalil محمود=Mahmoud منصور=Mansour "
    "ناصر=Nasser صالح=Saleh شاهين=Shaheen سليمان=Suleiman طه=Taha يوسف=Youssef عباس=Abbas الشامي=Al_Shami "
    "التميمي=Al_Tamimi النجار=Al_Najjar الحسين=Al_Hussein الجبوري=Al_Jabouri بركات=Barakat فرح=Farah غانم=Ghanem "
    "حبيب=Habib حريري=Hariri كنعان=Kanaan زين=Zein",
    "محمد=Mohammad أحمد=Ahmad عمر=Omar علي=Ali حسين=Hussein محمود=Mahmoud خالد=Khaled إبراهيم=Ibrahim مصطفى=Mustafa "
    "حسن=Hassan عبد_الله=Abdullah يوسف=Yousef سامر=Samer باسل=Bassel فراس=Firas أيمن=Ayman أنس=Anas عمار=Ammar "
    "فادي=Fadi جورج=George هاني=Hani كرم=Karam ماهر=Maher نزار=Nizar أسامة=Osama رامي=Rami طارق=Tareq وائل=Wael "
    "ياسر=Yasser زياد=Ziad",
    "فاطمة=Fatima مريم=Maryam نور=Noor رنا=Rana هالة=Hala أمل=Amal ديمة=Dima غادة=Ghada هبة=Hiba إيمان=Iman "
    "لمى=Lama منال=Manal سمر=Samar ريم=Reem يارا=Yara",
)

CONGOLESE = (
    "Ilunga Mukendi Kabongo Tshibangu Kalala Mbuyi Ngoy Kasongo Mutombo Kabila Lukusa Mulumba Ntumba Kazadi Kapinga "
    "Mbala Nzuzi Makiese Matondo Luzolo Nsimba Mayele Mbemba Lukaku Bolingoli Batshuayi Tshilombo Kanku Muamba "
    "Ngalula Bakambu Mpoku Kabasele Mujangi Bokila Lokando Ekofo Mobulu Lumumba Kasa-Vubu Tshombe Mbokani "
    "Vunguidica Nkulu Banza Kyungu Mwamba Katumba Numbi Kitenge Monga Kayembe Tshimanga Kabeya Badibanga Beya Bope "
    "Diasivi Kiala Lema Luvumbu Makengo Malanda Mavinga Mbenza Mpia Nkosi Nlandu Nzau Phaka Samba Tamba Vita Yala "
    "Zola Bahati Furaha Mugisho Bisimwa Cirhuza Kahindo Paluku",
    "Jean Joseph Pierre Patrick Christian Dieudonné Emmanuel Trésor Héritier Papy Serge Guy Fiston Jean-Claude "
    "Jean-Pierre Augustin Blaise Célestin Didier Espoir Fabrice Gloire Honoré Israël Junior Kevin Landry Merveille "
    "Nathan Olivier Prince Roger Samuel Théophile Valentin Yannick Exaucé Bienvenu Dieumerci",
    "Marie Thérèse Jeanne Bernadette Chantal Béatrice Brigitte Célestine Divine Élise Esther Fatou Gisèle Grâce "
    "Huguette Immaculée Jolie Joséphine Julienne Lydie Mado Mireille Nadège Odette Pascaline Rachel Ruth Sylvie "
    "Véronique Bijou Merveille",
)

GHANAIAN = (
    "Mensah Owusu Boateng Osei Appiah Asante Agyeman Amoah Opoku Adjei Boakye Addo Antwi Ansah Asare Darko Frimpong "
    "Gyamfi Acheampong Quaye Tetteh Nkrumah Oppong Sarpong Yeboah Amponsah Danso Ofori Kwarteng Okafor Okoye Eze "
    "Nwosu Adeyemi Balogun Ogunleye Adebayo Okonkwo Ibrahim Mohammed Bello Danjuma Okeke Onyeka Chukwu Diallo "
    "Traoré Keita Camara Bah Barry Sow Ndiaye Diop Sylla Konaté Coulibaly Touré Cissé Fofana Kamara Sesay Conteh "
    "Bangura Koroma",
    "Kwame Kofi Kwaku Yaw Kojo Emmanuel Samuel Daniel Isaac Michael Joseph Prince Richmond Ebenezer Felix Francis "
    "George Ibrahim Mamadou Ousmane Moussa Abdoulaye Amadou Chidi Emeka Femi Ikechukwu Segun Tunde Uche Obinna "
    "Sunday Godwin Kingsley Lamin",
    "Ama Akosua Abena Afia Adwoa Esi Grace Mercy Comfort Gifty Blessing Patience Joyce Vida Fatoumata Aminata "
    "Mariam Aïssatou Ngozi Chioma Funmilayo Adaeze Kadiatou Hawa Binta Ramatoulaye",
)
