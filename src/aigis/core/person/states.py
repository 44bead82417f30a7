"""States as travel documents write them: ICAO Doc 9303 part 3, section 5, which is ISO 3166-1 but for Germany."""

# The codes of two letters that people and other programs use, each before the three letters of ISO 3166-1.
_ISO = (
    "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB "
    "BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR "
    "BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR "
    "CYCYP CZCZE DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM "
    "FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM "
    "GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL "
    "ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN "
    "LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI "
    "MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK "
    "NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN "
    "PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN "
    "SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO "
    "THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB "
    "VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE"
)
_TWO_LETTERS = {row[:2]: row[2:] for row in _ISO.split()}
# ISO says DE and DEU where documents say D; one of them has to be the key.
_GERMANY = {"DE": "D", "DEU": "D"}
# Kosovo writes RKS; programs that need three letters write XKX. Romania and Congo (Kinshasa) wrote ROM and ZAR in
# documents that may still be shown.
_OTHERS = {"XK": "RKS", "XKX": "RKS", "ROM": "ROU", "ZAR": "COD"}
_AS_DOCUMENTS_WRITE = _TWO_LETTERS | _GERMANY | _OTHERS
# Codes that part 3, section 5 adds for kinds of British nationals, organisations, persons without a nationality, and
# specimens (UTO); RKS and UNK for Kosovo, EUE for the European Union.
_BEYOND_ISO = frozenset(
    "D RKS UNK EUE GBD GBN GBO GBP GBS UNA UNO XAA XBA XIM XCC XCE XCO XCT XEC XES XMP XPO XOM XDC XXA XXB XXC UTO IAO "
    "NTZ".split()
) | {3 * "X"}
_STATES = frozenset(_TWO_LETTERS.values()) | _BEYOND_ISO


def icao_state(code: str) -> str:
    """Writes the code of a state or nationality as travel documents do: three capitals, D for Germany.

    Codes of issuing organisations and of persons without a nationality (UTO, XXA, GBD …) stay as they are.
    """
    return _AS_DOCUMENTS_WRITE.get(code.upper(), code.upper())


def is_state(code: str) -> bool:
    """Tells whether travel documents know a code, as `icao_state` writes it, for a state or an issuer."""
    return code in _STATES
