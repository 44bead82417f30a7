"""Nationalities in words, as lists have them instead of codes: states and adjectives in the four languages.

Only those that lists of a Belgian port and crew lists often hold; whoever writes another one is asked for the code.
"""

from aigis.core.imports.columns import folded

_WORDS = {
    "BEL": "België Belg Belgische Belgisch Belgique Belge Belgien Belgier Belgierin Belgian Belgium",
    "NLD": "Nederland Nederlander Nederlandse Nederlands Pays-Bas Néerlandais Néerlandaise Niederlande Niederländer "
    "Niederländerin Niederländisch Netherlands Dutch",
    "FRA": "Frankrijk Fransman Franse Frans France Français Française Frankreich Franzose Französin Französisch French",
    "D": "Duitsland Duitser Duitse Duits Allemagne Allemand Allemande Deutschland Deutscher Deutsche Deutsch Germany "
    "German",
    "LUX": "Luxemburg Luxemburger Luxemburgse Luxemburgs Luxembourg Luxembourgeois Luxembourgeoise Luxembourgish",
    "GBR": "Verenigd-Koninkrijk Brit Britse Brits Royaume-Uni Britannique Großbritannien Brite Britin Britisch British",
    "ITA": "Italië Italiaan Italiaanse Italiaans Italie Italien Italienne Italiener Italienerin Italienisch Italian "
    "Italy",
    "ESP": "Spanje Spanjaard Spaanse Spaans Espagne Espagnol Espagnole Spanien Spanier Spanierin Spanisch Spanish "
    "Spain",
    "PRT": "Portugal Portugees Portugese Portugais Portugaise Portugiese Portugiesin Portugiesisch Portuguese",
    "POL": "Polen Pool Poolse Pools Pologne Polonais Polonaise Pole Polin Polnisch Polish Poland",
    "ROU": "Roemenië Roemeen Roemeense Roemeens Roumanie Roumain Roumaine Rumänien Rumäne Rumänin Rumänisch Romanian "
    "Romania",
    "BGR": "Bulgarije Bulgaar Bulgaarse Bulgaars Bulgarie Bulgare Bulgarien Bulgarin Bulgarisch Bulgarian Bulgaria",
    "ALB": "Albanië Albanees Albanese Albanie Albanais Albanaise Albanien Albaner Albanerin Albanisch Albanian Albania",
    "TUR": "Turkije Turk Turkse Turks Turquie Turc Turque Türkei Türke Türkin Türkisch Turkish Turkey Türkiye",
    "MAR": "Marokko Marokkaan Marokkaanse Marokkaans Maroc Marocain Marocaine Marokkaner Marokkanerin Marokkanisch "
    "Moroccan Morocco",
    "DZA": "Algerije Algerijn Algerijnse Algerijns Algérie Algérien Algérienne Algerien Algerier Algerierin Algerisch "
    "Algerian Algeria",
    "TUN": "Tunesië Tunesiër Tunesische Tunesisch Tunisie Tunisien Tunisienne Tunesien Tunesier Tunesierin Tunisian "
    "Tunisia",
    "COL": "Colombia Colombiaan Colombiaanse Colombiaans Colombie Colombien Colombienne Kolumbien Kolumbianer "
    "Kolumbianerin Kolumbianisch Colombian",
    "SUR": "Suriname Surinamer Surinaamse Surinaams Surinamais Surinamaise Surinamerin Surinamisch Surinamese",
    "SRB": "Servië Serviër Servische Servisch Serbie Serbe Serbien Serbin Serbisch Serbian Serbia",
    "UKR": "Oekraïne Oekraïner Oekraïense Oekraïens Ukraine Ukrainien Ukrainienne Ukrainer Ukrainerin Ukrainisch "
    "Ukrainian",
    "PHL": "Filipijnen Filipijn Filipijnse Filipijns Philippines Philippin Philippine Philippinen Philippiner "
    "Philippinisch Filipino Filipina",
    "IND": "India Indiër Indiase Inde Indien Indienne Inder Inderin Indisch Indian",
    "IDN": "Indonesië Indonesiër Indonesische Indonésie Indonésien Indonésienne Indonesien Indonesier Indonesierin "
    "Indonesisch Indonesian Indonesia",
    "CHN": "China Chinees Chinese Chine Chinois Chinoise Chinesin Chinesisch",
    "HRV": "Kroatië Kroaat Kroatische Croatie Croate Kroatien Kroate Kroatin Kroatisch Croatian Croatia",
    "GRC": "Griekenland Griek Griekse Grèce Grec Grecque Griechenland Grieche Griechin Griechisch Greek Greece",
    "LVA": "Letland Let Letse Lettonie Letton Lettone Lettland Lette Lettin Lettisch Latvian Latvia",
    "LTU": "Litouwen Litouwer Litouwse Lituanie Lituanien Lituanienne Litauen Litauer Litauerin Litauisch Lithuanian "
    "Lithuania",
    "RUS": "Rusland Rus Russische Russisch Russie Russe Russland Russin Russian Russia",
}
_CODES = {folded(word): code for code, words in _WORDS.items() for word in words.split()}


def nationality_of(word: str) -> str | None:
    """The code of a nationality written as a word; None for one that is not among these."""
    return _CODES.get(folded(word))
