"""Short and pet forms of given names, and the same name in several languages: who is called one is often written other.

Each line, with the indented ones below it, is one family. A form may stand in several; two names are forms of each
other where a family holds both, never by way of a third: Alex is Alexander and Alexis, these two are strangers. The
families are facts of everyday life in Belgium and among its ports' crews, written down for this project.
"""

_FAMILIES = """
aaron aron haroun harun
abdelkader kader abdulkadir
abdallah abdullah abdul abdoullah
abraham bram ibrahim avraham abe brahim
adolf dolf adolfo adolphe
adrian adriaan adrien adrianus arjan adri
agnes agnieszka neza ines agnese
albert bert bertus albertus alberto albrecht adalbert al
albina alba bina
aleksander alexander alex lex sander xander sasha sacha alexandre alejandro alessandro sandro aleksandr aleksandar
  oleksandr oleksander
aleksandra alexandra alex sandra sasha sacha alessandra alejandra xandra ola
  oleksandra lesia
alexis alexei aleksej alexej alex aleksei aleksey
  alexey oleksii oleksiy oleksij aleksii oleksa
alfons fons alphonse alfonso fonne
alfred fred alfredo alf freddy
alice ali alicia lies
aloysius louis alois wies
amelia amalia melia amelie millie
anastasia nastya asya anastasiya stasia nastia
andreas andrew andries andre andrei andrey andrzej dries andy drew andrea andres andras andrij andriy ondrej
  andrii jedrek
angela angelique angelina angie angele angelica
anna ann an anne annie anneke anja anya ania hanna hannah nan nancy annette anka anouk ans
antonius anton antoon antoine antonio toon ton tony tonnie toni antoni anthony antony tonio antal
antonia toos tonia antoinette toni tonny
arnold nold arnaud arno arnoud arne
arthur art arturo artur tuur thuur
artem artyom tioma tema
augustinus august gust guust auguste agostino gus augustin stijn
barbara babs barb basia varvara barbora bara
bartholomeus bart barth bartel bartholomew bartosz bartlomiej
bartlomiej bartek bartosz
beatrix beatrijs beatrice bea trix triene beatriz
benedictus ben benoit benedict benny benedikt bennie benito
benjamin ben benny benni binyamin bennie benj
bernardus bernard bernd bert bernhard nard ben bernardo bernie berend bernat
bertha bertie berta
bogdan bohdan
boris borya
brigitta brigitte gitte birgit britt bridget
carolus karel karl carl charles carlo carlos charlie chuck karol karoly chas charly charley
carolina caroline karolien carla lien line karolina carola lina carolyn
casimir kazimierz cas kaz kazimir
catharina katharina catherine katarina katrien trien rina karin kate katie cathy kathy katya ekaterina yekaterina
  catalina kaat cato tine katia kathleen katherine kathryn kasia katarzyna ina
  kateryna katerina katia katja
cecilia cecile cilia cis celia silke
christiaan christian chris kristiaan krist christianus cristian kris
christina christine kristien chris tina stien kristina cristina stine krystyna tine kirsten
christoforus christophe christopher chris kristof christoph stoffel krzysztof cristobal krzys toph kris kit
clara klara claire clare
claudia claudine claude
clemens clement klemens clemente
constantijn konstantin constantin stan kostya kostas costas constantinos konstantinos costel tinus
  kostiantyn kostyantyn
cornelis cor kees nelis cornelius corneel cees cornelia neel nelson corneille
cornelia nelly corrie nele cora lia neeltje nel
daniel dan danny daan danil daniil danylo danilo dani danial
daniela danielle dani danuta
david dave davy davit dawid daoud dawud davey
deborah debby debra debbie
denis dionysius denys dennis denise nys
dimitri dmitri dmitry dmytro dima dimitris dimitrios mitya dimitar dimo mitko dmitrij dmitriy
dirk diederik derek dieter theodorik dietrich diederick rik
dominicus dominique dominic domingo dominik menno nick dom minique
dorothea dora dorothy thea doortje dorothee dot dolly
eduard edward edouard ed eddy edje ward eduardo ted eddie edvard eduards edoardo edek
eleonora leonora ellen eleanor nora leonore elly noor elena lenora
elena helena jelena yelena lena ilona helene helen ellen olena alena lenka
elias ilias ilya elijah eli elie ilja illia ilyas
elisabeth elizabeth els elsje betty liesbeth lies lisa liza bet elisa isabel bep lise elise lisbeth ilse beth liz
  elzbieta ela erzsebet eliza libby lizzy lizzie bettina yelizaveta elizaveta elke
emanuel emmanuel manuel manu manolo manolis immanuel emmanouil manny
emil emiel emile emilio miel emilian
emilia emily emilie millie mila emilija
engelbert engel
erik eric erich rik hendrik
ernest ernst ernesto ernie ern
esther ester hester essie
eugenius eugeen eugene eugenio yevgeny evgeny evgeni yevgeniy jevgeni gene zhenya jevgenijs ievgen yevhen evgenij
  evgeniy
eugenia eugenie yevgenia evgenia zhenya genia
eva eve evelien evi ewa evie
fatima fatma fatoumata fatou fatiha fatime fatemeh fatna fatimah
ferdinand ferdi nand fernand fernando ferre ferdinando hernando
filip philippe philip philippus flip phil felipe filippo filippos fil pip
florentinus floris florent florian florentin flor
franciscus frans francois frank francis francisco franz francesco paco frankie cisco pancho sus frens suske frenk
  frantisek ferenc francky soi franck
  fco
francisca francine francoise fran sisca siska cisca franciska fransien frances francesca franziska paquita frannie
frederik fred frederic freddy frits fritz rik friedrich fedde frederick freek federico fryderyk freddie
frederika rika frederique freddie
gabriel gab gaby gabriele gavriil gabor jibril
gabriella gabi gaby gabrielle gabriela
gaspard jasper kasper caspar kaspar casper gaspar jesper
georgius george georges joris jorge georg giorgio jurgen jerzy gheorghe georgi georgios yuri jurij yury juri iouri
  yuriy jiri georgy jorgos goran jorg yorgos gyorgy georgiy
  yurii jurii heorhii heorhiy georgii
gerardus gerard geert gerrit gert gerhard gerd gerry gerardo geraert gherardo jerry sjraar
gertrudis gertrude truus trudy trui geertrui gerda geertruida
gideon gid
giovanni gianni gio nino johannes vanni
gregorius gregor gregory greg gregoire grigori grigory grzegorz gregorio grisha joris hryhoriy grigorij grigor
  grigorios
  hryhorii hryhorij grigorii hrihorij
guilielmus guillaume willem william wilhelm guillermo guglielmo liam will bill billy willy wim willie vilhelm wilem
  guillem giel jelle wil helmut pim
gustaaf gustave gustav gust staf gustavo gus gusta
habib habibou
hassan hasan hassane
hector hektor ettore
helga olga olha olya
hendrik henri henry hein henk rik heinrich enrique enrico harry henryk henricus heinz hank hennie hal driek henrik
  heiko
hendrika henriette riek rika hennie jet henrietta enriqueta hetty
herman hermann armand armando manus hermanus herm ermanno
hieronymus jerome jeroen girolamo geronimo jeronimo jerry hieronim
hilda hildegard hilde hildegarde
hubertus hubert bert huub huib hubrecht hubertine uberto
hugo huug hugues ugo hughie hugh
hussein hussain hussin husain houssein huseyin hocine housni husayn hossein
ignatius ignace naas ignacio nacho ignaas ignazio inigo ignacy ignatz
igor ihor
ilse ilsa
irena irina irene ira ireen iryna iren irka irenka
isaac isaak izaak ike sacha sjaak yitzhak ishak isak itzhak
isabella isabelle isabel bella belle bel isa ysabel izabela isabeau
isidoor isidore dore isidro door isidor
ismail ismael smail ishmael ismaila
ivan ioan vanya johannes jan ivo yvan iwan
jacobus jacob jakob jaak jaap jack jacques james jim cob koos jimmy cobus santiago jaime diego iago giacomo yakov
  yaakov jakub kuba jacky jake yacoub yakoub jamie sjaak kobe jef ko sjakie hamish iacob
jacqueline jacky jackie jacoba
jan johannes john jean hans johan juan joannes giovanni ivan janek johnny jon ioannis hannes joao joan yannis jannes
  jann jonny giannis yann yannick janne yohan jantje jannick yoan ioan jovan gianni sjang janusz johann han janos
  hansi jani
jana johanna jane janet joanna jeanne jeannine jo hanna johanne janneke jans anna giovanna juana ivana joke annet
  jeanette yana ioana jantje hanneke jenny janina jannie joan jean hannie
januarius gennaro
jeremias jeremy jerry jeremie jerome
joachim jochen joaquin jo achim jochem kim chimo joakim
jonathan jon jonty yonatan jonny
jordan jordy giordano jordi
jozef josef joseph jef jos joe giuseppe jose josip youssef yusuf yosef osip pepe sef jozsef beppe yousef jo pino peppe
  josephus joey yousuf iosif sepp zef ossip yussuf jupp youcef yossi pepijn
  jozek
josephina josefien fien josephine jose josee josepha pina fine jo giuseppina fini jozefina jozefien jozefa
judith judy jutta yehudit judit
julianus julien julian jules juliaan giuliano
juliana julia julie jule juliette liana yulia giulia julka juul iulia julieta yuliya juliane yuliia
julius jules julio juul giulio gyula iulian juliusz
justinus justin joost justijn justus giusto
kevin kev
khadija hadija khadidja chadia hatice khadijah khadijatou
laurentius laurens laurent lorenzo lars lawrence rens larry lau lorenz laurenz lauri lavrentiy laurence laurin lourens
  lowie
laura lore laure lora laurie laurine lauretta
lambertus lambert bert lamberto lambrecht
leo leon leonardo leendert leonard lev len lenny leonid lenni leonardus leonhard leonidas leonce lionel lew
leopold leo pol leopoldo poldi polleke
lodewijk louis ludovicus ludwig luis luigi lou louie lowie ludo ludovic ludvig lewis ludovico wiet gino alois aloys
  ludwik lajos
louisa louise lou loes luisa wiske luise lowieske lulu
lucas luc luk lukas luca luke lucian loukas lukasz luuk lux
lucia lucie lucy luus luzia lut lucille
ludmila lyudmila ludmilla mila luda liudmila ljudmila lida
magdalena magda madeleine leen lena maddalena madelene magdalene lene majda
maksim maxim max maksym maximilian maxime massimo maximiliaan maximus makis maks maximilien massimiliano
marcellus marcel marcello marceli marcellinus cel
marcus mark marc marco markus marek marko marcos
margaretha margaret marguerite greet griet margriet greta margot peggy maggie margarita rita meg gretel margarida
  marga malgorzata margo gosia megan marjorie margherita grietje grete madge daisy marjan gretchen
maria marie mary marijke mia mieke ria maryam mariam miriam meryem marija mariya marja masha mimi marietje manja maike
  mariette marya maritje maryse mariana rietje moira maryja rie meriem maartje maja maryna polly molly maura mariyam
  may maruja miet mies
martha marta mart marthe
martinus martin maarten marten mart martijn martino martien tinus marty marcin merten
martina martine tine martien
mattheus matthew matthias mathieu thijs matteo mateo mats mateusz matt mathijs matthijs mateus tijs theis matty
  matthieu mateja matija maciej mattias matyas thieu matth matej matis
  matvii matvey matviy matvei
mauritius maurits maurice mauricio mo moritz maurizio maurus
michael michel michiel mike miguel michal michele mikhail mykhailo misha mick mikael micky mihai mihail michail giel
  michalis miquel mischa mihaly mikel mihails mikkel chiel maikel mikey mitch
michaela michelle michi mika micaela michele mihaela mikaela
mohammed mohamed muhammad mohammad mehmet mehmed mohamad muhammed mamadou med md mo muhamed mohd mohamet moh muhamad
  mahomet moha
mustafa mostafa moustapha mustapha moustafa mustaf
natalia natalie nathalie natasja natasha nataliya natacha talia nat natalja nataly natalya natascha
nicolaas nicolas nicholas klaas nico nick claus niklaas nikolaus nikolai nikolay nikola niels nicola nikolaos klaus
  mykola kolya colin miklos nikita nikos niko niklas nicolae nicolau niccolo mikolaj nils claas nikolas nikolaj kola
  nicky nic klaes mykolai
  mykyta
nicolette nicole colette coleta nicky nikki nicoleta nicola nikol
norbert bert norberto nor norbertus
oleg oleh olech
oliver olivier ollie noll olivia oli oliviero
olivia liv ollie livia
omar umar omer oumar umer
oscar oskar osc
otto otho odo udo
pascal pascalis pasquale paschal pascual
patricius patrick paddy pat patrik patrice patricio patrizio paddie patryk
patricia patsy pat trish tricia patty patrizia trisha
paulus paul pauwel pablo paolo pol pavel pawel pauli pavlo pavlos pal paulo poul pau bulus pavels pauls
paula pauline paulien paulina paola pavlina
petrus pieter peter piet pierre pedro pietro pjotr piotr petr per pete petro petar petros peer pierrot pyotr pier
  peeter perry pit petre petteri piero boutros petter pieterjan
petronella nel nelly petra petronilla pieternel petronela ellie
quentin quinten quintinus quint kwinten corentin
rachel rachelle rachele rahel raquel
rafael raphael raf ralph raffaele rafal rafaello raffi
raymond ramon raimondo mon raymundus raymon ray raimund raimond reimond
rebecca rebekka becky reba becca rifka
regina regine gina reine
reinaert reinhart reinhard reinout renaud reinaldo ronald rein reinier rinaldo reynaldo reinoud ronny
remigius remi remy
renatus rene renaat renato renee
richard rik dick rick ricky ricardo riccardo rich richie ritchie ryszard dicky ricard rikkert
robertus robert rob bob bert robbie bobby roberto robrecht robin robby rupert bobbie rubrecht
roger rutger rogier rogerio ruggero rodger rog roje
roland rolando orlando roel roeland rolland roly rowland
rosalia rosa rose roos rosalie rosita rosie rozalia roza
rudolf rudolph rudi rudy ruud rolf rodolfo dolf rodolphe rudie
salomon solomon suleiman suleyman sulayman shlomo souleymane soliman sol slimane sulaiman
samuel sam sammy samuele samir shmuel sami
sara sarah saar sally sarina sarita
sebastianus sebastiaan bas sebastian bastiaan seb bastien sebastien sebastiano basti bastian basje
serge sergei sergio sergey sergius serhiy sergejs sergij serhii sergiy sergiu seryozha sergej
sigismund sigmund zygmunt siegmund sigi
simon simeon siem szymon semyon shimon symeon simone siemen
  semen syemyon
sofie sophia sofia fie fia sophie zofia sofya zosia sofija
stanislaus stanislaw stan stanislav staas stas estanislao
  staszek stasiek stach stanislavs slavko
stephanus stefaan stephen steven stefan stephane etienne esteban stef steve stepan stijn stefano istvan fanus szczepan
  stefanos stevie staf stephan stepane stepfan faan stiven estevan
stephania stefanie stephanie fanny steffi stefania stef stefanija
svetlana sveta lana svitlana svetla
sylvester silvester sylvain vester sil silvestre
sylvia silvia sylvie silvie sylwia
tatiana tanja tanya tania tatyana tetiana tetyana tata tatjana
theodorus theodoor theo theodore teodoro ted fedor fyodor door dorus theodor teddy teodor fjodor todor feodor tudor
  fedir
theresia theresa therese teresa tess resi trees terry tessa tereza treeske terezia threes
thomas tom tommy tomas maas tomasz tommaso thom tomaz thomaz tommie tomislav toma
timotheus timothy tim timothee timo timmy timofei timoteo tymoteusz timofey tymofiy timur
  tymofii tymofij
ursula ulla orsolya sula uschi urszula ursel
urbanus urbain urban
valentinus valentin valentijn val valentino valentyn tijn
valeria valerie valeriya val valeriia valery
valerius valery valerij valeri valere valeriy val
  valerii
vasily vasili vasil vassili basil basilius bazil vasyl vasile vassilis basile vasilis vasilij vasiliy wassil wasili
veronica veronique vera veronika vroni ronnie nika
victor viktor vic vittorio vik wiktor victorinus viktors vitya
victoria viktoria vicky vittoria vika victoire toria viktoriya wiktoria viki tori viktorija
vincentius vincent vince vincenzo vicente cent vin wincenty vinnie vinny enzo senne vinko vincens
vitalij vitaly vital vitali vitalis vitaliy
  vitalii
vladimir volodymyr wladimir vlad wlodzimierz vova volodya vladimirs vladi volodimir
vladislav wladyslaw vlad vladik laszlo vladyslav ladislav ladislaus
walter wouter wout wolter gualtiero wally gauthier valter walt walther gautier wolt
wenceslas waclaw vaclav vatslav
wilhelmina willemijn mien wilma helmine minna mina guillaumette willy wil elma miep helma mineke
xavier xaveer javier saverio xaver xavi ksawery veer
yves ivo yvo yvon ives iwein
yvonne yvette vonne ivonne
  iwona ivona
zacharias zachary zach zakaria zakariya zack zac zacharie zechariah zekeriya zaccaria
  zakhar zahar
anatolius anatolii anatoly anatolij anatoliy anatole anatol
arsenius arsenii arseny arseniy arsen
bohuslav boguslaw bogus bogdan
cyrillus cyril kyrylo kirill kiril kyrill cyriel
eustachius ostap eustace eustachy
gennadius hennadii gennady gennadiy gennadij
jacek hyacinthus hyacinthe jacinto
jaroslav yaroslav jaroslaw jarek
liubov lyubov lubov ljubov lyuba liuba
makarius makar makarii makariy makary
miroslav miroslaw myroslav mirek mirko
nazarius nazar nazarii nazariy
prokopius prokip prokofy prokofiy prokopiy procopius prokop
przemyslaw przemek
slawomir slavomir slawek
tadeusz thaddeus tadek taddeo tadeo
viacheslav vyacheslav vjaceslav vjaceslavs viatcheslav wiaczeslaw slava slavik
wojciech wojtek wojtus vojtech
zbigniew zbyszek zbynek
"""


def _by_form() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, family in enumerate(_FAMILIES.replace("\n  ", " ").strip().splitlines()):
        for form in family.split():
            found.setdefault(form, set()).add(number)
    return {form: frozenset(families) for form, families in found.items()}


_FORMS = _by_form()
_NONE: frozenset[int] = frozenset()


def forms(token: str) -> frozenset[int]:
    """Gives the families that hold a token, by number; two tokens that share one are forms of one name."""
    return _FORMS.get(token, _NONE)
