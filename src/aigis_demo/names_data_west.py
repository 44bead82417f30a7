"""Given and family names of the Low Countries, France, Germany and southern Europe, the frequent ones first.

Names are separated by blanks; `_` stands for a blank inside one name. Written from general knowledge of what is common.
"""

FLEMISH = (
    "Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters De_Smet Van_Damme Vermeulen Pauwels Aerts "
    "Hermans Michiels Van_den_Broeck De_Clercq Martens Desmet De_Backer Van_de_Velde Lemmens Smets Segers Stevens "
    "De_Vos Hendrickx Coppens Verhoeven Lambrecht Devos Van_Dyck Verbeke De_Pauw Wauters Cools Bogaert Bosmans "
    "Thijs Smet Van_Hove Thys Vandenberghe De_Cock Verstraete Verhaegen Van_de_Walle Van_Acker Geerts Vandevelde "
    "Baert Verlinden Declercq Vervoort Timmermans Van_den_Bossche Moens Adriaens Christiaens Van_Campenhout D'Hondt "
    "T'Jampens Vandamme Vercammen Cuypers Swinnen De_Ridder Van_Looy Nys Daems De_Wilde Raes Van_Hoof Jansen Wuyts "
    "Dierckx Lenaerts De_Meyer Vanhoutte Callens De_Jonghe Huysmans Vandewalle Van_der_Auwera Roels Engels "
    "Ceulemans Van_Gestel Mortier Buyse Van_Roy Dewulf Blomme De_Groote Vereecken Meeus Luyten Helsen Van_Laer "
    "Storms Deckers Sterckx Schepens Van_'t_Hof Gijsels Ooms",
    "Jan Marc Luc Tom Kevin Bart Peter Dirk Wim Koen Kristof Jeroen Geert Patrick Johan Stijn Bram Tim Kenny Davy "
    "Filip Guy Rudi Ronny Glenn Nick Jelle Jens Pieter Sven Frank Erik Thomas Lars Robbe Seppe Arne Maarten Joris "
    "Kurt Steven Dieter Yannick Mathias Wouter Gert Danny Eddy Willy Walter Benny Jef Karel Lukas Simon Ruben Senne "
    "Wout Ward Stan Jasper Gunther Jan_Baptist Jean-Pierre Pieter-Jan Bert Hans Paul Rik Raf Tijs Yves",
    "Maria An Els Sofie Ann Lien Kim Ilse Nathalie Tine Sarah Katrien Griet Inge Leen Veerle Karen Evi Joke Lies "
    "Hilde Kelly Ellen Annelies Charlotte Emma Julie Laura Lotte Femke Hanne Jana Nele Eline Sara Anja Carine "
    "Christel Martine Greet Kathleen Wendy Cindy Sabrina Tinne Liesbeth Marleen Rita Nadine Ingrid Sandra Elke Fien "
    "Amber Britt Anke Silke Heidi",
)

WALLOON = (
    "Dubois Lambert Dupont Martin Simon Dumont Leroy Leclercq Laurent Denis Lejeune Thomas François Renard Gérard "
    "Petit Delvaux Lemaire Charlier Bodart Collard Noël Mathieu Fontaine Dupuis Henry Hubert Collin Lefebvre "
    "Legrand Piette Jacquet Michel Massart Deprez Marchal Toussaint Wauthier Lefèvre Delcourt Servais Gilles "
    "Rousseau Bertrand Lambot Evrard Remacle Poncelet Gillet Henrotte Warnier Pirotte Dethier Grégoire Hanot "
    "Delhaye Mahieu Bastin Thiry Leblanc Defrance Dessart Delporte Meunier Antoine Baudoux Goffin Guillaume Hardy "
    "Brasseur Dardenne Gaspard Havelange Jadot Ledoux Maréchal Nicaise Paquet Quertinmont Rasquin Sacré Tilmant "
    "Urbain Vilain Wathelet Colson Degueldre d'Oultremont de_Brouwer Delfosse",
    "Jean Michel Philippe Luc Marc Pierre Nicolas Thomas Julien Olivier Benoît François Laurent David Frédéric "
    "Thierry Alain Daniel Didier Christophe Eric Pascal Vincent Maxime Antoine Jérôme Sébastien Quentin Kévin Loïc "
    "Arnaud Xavier Bernard Guillaume Jonathan Cédric Fabrice Grégory Ludovic Jean-Marc Jean-François Jean-Luc "
    "Jean-Claude Dominique Yves Stéphane Bruno Gaëtan Rémy Hugo Louis Théo Romain Mathieu Alexandre Simon Corentin "
    "Florian Renaud Serge",
    "Marie Nathalie Isabelle Anne Catherine Sophie Christine Martine Valérie Julie Céline Laura Émilie Stéphanie "
    "Sandrine Caroline Virginie Aurélie Charlotte Laurence Véronique Françoise Dominique Brigitte Chantal Delphine "
    "Sarah Manon Camille Pauline Élodie Amandine Mélanie Marie-Claire Anne-Sophie Bénédicte Florence Jessica "
    "Vanessa Chloé Léa Lucie Zoé Fanny",
)

DUTCH = (
    "de_Jong Jansen de_Vries van_den_Berg van_Dijk Bakker Janssen Visser Smit Meijer de_Boer Mulder de_Groot Bos "
    "Vos Peters Hendriks van_Leeuwen Dekker Brouwer de_Wit Dijkstra Smits de_Graaf van_der_Meer van_der_Linden Kok "
    "Jacobs de_Haan Vermeulen van_den_Heuvel van_der_Veen van_den_Broek de_Bruijn van_der_Heijden Schouten van_Beek "
    "Willems van_Vliet van_de_Ven Hoekstra Maas Verhoeven Koster van_Dam van_der_Wal Prins Blom Huisman Peeters "
    "Kuijpers van_Veen van_Dongen Veenstra Kramer van_den_Bosch van_der_Meulen Mol Postma van_Loon Martens "
    "Timmermans van_'t_Hoff de_Lange Bosman Schipper van_der_Laan Kooiman Wagenaar Zijlstra Buijs van_Wijk IJzerman "
    "Ruijter Groen Verbeek Kuiper Molenaar van_der_Horst van_Rijn Scholten van_Es Post Hermans ter_Horst van_Doorn "
    "Rietveld Sanders Doornbos Bouwmeester Terpstra op_den_Kamp",
    "Jan Johan Peter Henk Willem Kees Piet Hans Cornelis Gerrit Dennis Jeroen Mark Marcel Rob Ruud Sander Bas Erik "
    "Arjan Wouter Daan Sem Lucas Thijs Niels Tim Rick Kevin Stefan Martijn Michel Patrick Bart Frank Gijs Hugo "
    "Jelle Joost Koen Lars Maarten Niek Ramon Remco Richard Roel Ronald Sjoerd Teun Tjeerd Vincent Wesley Wim "
    "Xander Cees-Jan",
    "Maria Anna Johanna Ingrid Sandra Linda Marieke Esther Monique Petra Wilma Sanne Lisa Anouk Femke Fleur Iris "
    "Lotte Maaike Marloes Mirjam Nienke Roos Saskia Suzanne Tess Willemijn Yvonne Bianca Chantal Daphne Eva Hanneke "
    "Ilse Jolanda Karin",
)

GERMAN = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein "
    "Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Lehmann "
    "Schmid Meier Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung "
    "Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht "
    "Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel "
    "Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt Sauer "
    "Arnold Wolff Pfeiffer von_Ahlen von_der_Heide zu_Klampen Großmann",
    "Thomas Michael Andreas Peter Stefan Klaus Jürgen Wolfgang Frank Christian Uwe Martin Bernd Matthias Markus "
    "Jörg Ralf Dirk Torsten Sven Jan Tobias Alexander Daniel Florian Sebastian Jens Holger Günter Heinz Helmut "
    "Werner Dieter Rainer Lukas Jonas Felix Leon Maximilian Karl-Heinz Hans-Jürgen Björn Kai Olaf Rüdiger Volker "
    "Axel Detlef Henning Götz",
    "Ursula Karin Sabine Petra Andrea Monika Susanne Claudia Birgit Anja Heike Martina Nicole Stefanie Julia Katrin "
    "Sandra Christine Melanie Anna Lena Laura Sarah Lisa Katharina Kerstin Silke Jana Käthe Bärbel Jutta Annegret "
    "Anke Ute Renate",
)

PORTUGUESE = (
    "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Gomes Lopes Marques "
    "Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Nunes Soares Vieira Monteiro Cardoso "
    "Rocha Neves Coelho Cruz Cunha Pires Ramos Reis Simões Antunes Matos Fonseca Machado Araújo Barbosa Tavares "
    "Lourenço Castro Figueiredo Azevedo Freitas Magalhães Henriques Lima Guerreiro Batista Pinheiro Faria Miranda "
    "Barros Morais Nogueira Esteves Anjos Baptista Campos Mota Andrade Brito Sá Nascimento Leite Abreu Melo Vaz "
    "Pinho Vicente Gaspar Assunção Moura Valente Carneiro da_Silva dos_Santos da_Costa de_Oliveira de_Sousa",
    "José João António Manuel Paulo Carlos Luís Pedro Rui Jorge Nuno Miguel Tiago Ricardo Bruno Hugo André Fernando "
    "Francisco Joaquim Sérgio Vítor Filipe Mário Daniel Diogo Gonçalo Rafael Armando Artur Domingos Duarte Eduardo "
    "Henrique Hélder Ivo Leonel Marco Nelson Orlando José_Manuel João_Pedro",
    "Maria Ana Isabel Paula Carla Sandra Teresa Cristina Sónia Susana Patrícia Rita Joana Catarina Inês Marta "
    "Helena Fátima Margarida Sofia Lurdes Graça Conceição Vera Mónica Cláudia Filipa Beatriz Mariana Maria_João "
    "Ana_Paula",
)

SPANISH = (
    "García González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
    "Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco "
    "Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés "
    "Castillo Santos Lozano Guerrero Cano Prieto Méndez Cruz Calvo Gallego Vidal León Márquez Herrera Peña Flores "
    "Cabrera Campos Vega Fuentes Carrasco Díez Caballero Reyes Nieto Aguilar Pascual Herrero Santana Lorenzo "
    "Hidalgo Montero Ibáñez Giménez Ferrer Durán Vicente Benítez Mora Santiago Arias Vargas Carmona Crespo Román "
    "Pastor Soto Sáez Velasco Soler Moya Esteban Parra Bravo de_la_Fuente",
    "Antonio José Manuel Francisco David Juan Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pedro Ángel Pablo "
    "Sergio Fernando Jorge Luis Alberto Álvaro Adrián Diego Raúl Iván Rubén Enrique Óscar Ramón Andrés Vicente "
    "Joaquín Santiago Eduardo Víctor Mario Roberto Jaime Ignacio José_Luis Juan_Carlos Miguel_Ángel",
    "María Carmen Ana Isabel Laura Cristina Marta Dolores Lucía Pilar Elena Raquel Sara Paula Mercedes Rosa Beatriz "
    "Patricia Silvia Julia Rocío Teresa Irene Alba Andrea Nuria Montserrat María_José María_del_Carmen Ana_Belén "
    "Inmaculada Sonia",
)

ITALIAN = (
    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De_Luca Mancini Costa "
    "Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone "
    "Longo Gentile Martinelli Vitale Lombardo Serra Coppola De_Santis D'Angelo Marchetti Parisi Villa Conte Ferraro "
    "Ferri Fabbri Bianco Marini Grasso Valentini Messina Sala De_Angelis Gatti Pellegrini Palumbo Sanna Farina "
    "Rizzi Monti Cattaneo Morelli Amato Silvestri Mazza Testa Grassi Pellegrino Carbone Giuliani Benedetti Barone "
    "Rossetti Caputo Montanari Guerra Palmieri Bernardi",
    "Giuseppe Antonio Giovanni Mario Luigi Francesco Angelo Vincenzo Pietro Salvatore Carlo Franco Domenico Bruno "
    "Paolo Michele Giorgio Aldo Sergio Luciano Marco Andrea Stefano Roberto Alessandro Davide Luca Matteo Simone "
    "Fabio Claudio Massimo Daniele",
    "Maria Anna Giuseppina Rosa Angela Giovanna Teresa Lucia Carmela Caterina Francesca Antonietta Elena Paola "
    "Laura Silvia Chiara Giulia Sara Valentina Federica Martina Alessandra Elisa Roberta Daniela Patrizia Barbara "
    "Simona Monica Cristina",
)
