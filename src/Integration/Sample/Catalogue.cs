using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>What the sample company sells and where: household goods and beauty, 20 categories of 15 products, 24 shops, a web shop and a call centre.</summary>
internal static class Catalogue
{
    /// <summary>Brand lines: name and factor on the price.</summary>
    private static readonly (string Ko, string En, double Factor)[] Lines = [("단골", "Dangol", 0.8), ("소담", "Sodam", 1.0), ("해온", "Haeon", 1.45)];

    /// <summary>Category, and its five articles with the price of the middle line in won.</summary>
    private static readonly (string Ko, string En, (string Ko, string En, int Price)[] Articles)[] Groups =
    [
        ("기초 화장품", "Skin care", [("수분 크림 50ml", "Moisture cream 50 ml", 28000), ("토너 200ml", "Toner 200 ml", 19000), ("세럼 30ml", "Serum 30 ml", 36000), ("아이 크림 25ml", "Eye cream 25 ml", 33000), ("진정 로션 150ml", "Calming lotion 150 ml", 22000)]),
        ("색조 화장품", "Make-up", [("쿠션 파운데이션", "Cushion foundation", 32000), ("립 틴트", "Lip tint", 13000), ("아이섀도 팔레트", "Eyeshadow palette", 27000), ("마스카라", "Mascara", 16000), ("아이브로 펜슬", "Brow pencil", 9000)]),
        ("선케어", "Sun care", [("선크림 50ml", "Sun cream 50 ml", 18000), ("선스틱", "Sun stick", 17000), ("선쿠션", "Sun cushion", 25000), ("애프터선 젤", "After-sun gel", 12000), ("어린이 선로션", "Children's sun lotion", 19000)]),
        ("클렌징", "Cleansing", [("클렌징 폼 150ml", "Cleansing foam 150 ml", 11000), ("클렌징 오일 200ml", "Cleansing oil 200 ml", 21000), ("클렌징 워터 300ml", "Cleansing water 300 ml", 14000), ("필링 젤", "Peeling gel", 15000), ("화장솜 100매", "Cotton pads, 100", 4000)]),
        ("마스크팩", "Face masks", [("시트 마스크 10매", "Sheet masks, 10", 15000), ("수면 팩", "Sleeping pack", 20000), ("머드 팩", "Mud pack", 17000), ("콧등 팩 10매", "Nose strips, 10", 8000), ("아이 패치 60매", "Eye patches, 60", 18000)]),
        ("헤어케어", "Hair care", [("샴푸 500ml", "Shampoo 500 ml", 14000), ("트리트먼트 300ml", "Treatment 300 ml", 16000), ("헤어 에센스", "Hair essence", 19000), ("두피 토닉", "Scalp tonic", 26000), ("새치 염색약", "Grey-cover dye", 13000)]),
        ("바디케어", "Body care", [("바디 워시 500ml", "Body wash 500 ml", 12000), ("바디 로션 400ml", "Body lotion 400 ml", 15000), ("핸드크림 세트", "Hand cream set", 14000), ("풋 크림", "Foot cream", 11000), ("입욕제 6개", "Bath bombs, 6", 18000)]),
        ("구강용품", "Oral care", [("치약 3개", "Toothpaste, 3", 8000), ("칫솔 4개", "Toothbrushes, 4", 7000), ("구강청결제 750ml", "Mouthwash 750 ml", 9000), ("치실 50m", "Dental floss 50 m", 4500), ("전동 칫솔", "Electric toothbrush", 59000)]),
        ("남성 화장품", "For men", [("올인원 로션", "All-in-one lotion", 23000), ("면도 젤", "Shaving gel", 8000), ("면도날 8개", "Razor blades, 8", 21000), ("헤어 왁스", "Hair wax", 12000), ("남성 향수 50ml", "Cologne 50 ml", 48000)]),
        ("향수·디퓨저", "Fragrance", [("오드퍼퓸 50ml", "Eau de parfum 50 ml", 65000), ("디퓨저 200ml", "Diffuser 200 ml", 29000), ("섬유 향수", "Fabric mist", 11000), ("향초", "Scented candle", 24000), ("차량용 방향제", "Car freshener", 13000)]),
        ("세탁용품", "Laundry", [("액체 세제 3L", "Liquid detergent 3 l", 13000), ("섬유유연제 2.5L", "Softener 2.5 l", 9000), ("캡슐 세제 30개", "Detergent capsules, 30", 17000), ("얼룩 제거제", "Stain remover", 6500), ("세탁망 세트", "Laundry net set", 7500)]),
        ("주방세제", "Dishwashing", [("주방 세제 1L", "Dish soap 1 l", 5500), ("식기세척기 세제", "Dishwasher tablets", 19000), ("수세미 5개", "Scourers, 5", 4000), ("고무장갑", "Rubber gloves", 3000), ("행주 10매", "Dishcloths, 10", 5000)]),
        ("청소용품", "Cleaning", [("욕실 세정제", "Bathroom cleaner", 6000), ("물걸레 청소포", "Wet floor wipes", 7000), ("밀대 걸레", "Flat mop", 24000), ("유리 세정제", "Glass cleaner", 5000), ("먼지떨이", "Duster", 6000)]),
        ("화장지·물티슈", "Paper", [("화장지 30롤", "Toilet rolls, 30", 18000), ("미용 티슈 6개", "Facial tissues, 6", 9000), ("물티슈 10팩", "Wet wipes, 10 packs", 12000), ("키친타월 8롤", "Kitchen towels, 8", 10000), ("손수건 티슈", "Pocket tissues", 3500)]),
        ("수납용품", "Storage", [("리빙 박스", "Storage box", 15000), ("옷걸이 20개", "Hangers, 20", 11000), ("서랍 정리함", "Drawer tidy", 8000), ("압축팩 5매", "Vacuum bags, 5", 13000), ("신발 정리대", "Shoe rack", 27000)]),
        ("주방용품", "Kitchen", [("프라이팬 28cm", "Frying pan 28 cm", 35000), ("냄비 세트", "Pot set", 89000), ("밀폐용기 8개", "Food boxes, 8", 25000), ("텀블러 500ml", "Tumbler 500 ml", 23000), ("도마", "Chopping board", 19000)]),
        ("침구·타월", "Bedding and towels", [("이불 커버", "Duvet cover", 49000), ("베개", "Pillow", 25000), ("수건 5장", "Towels, 5", 22000), ("목욕 가운", "Bath robe", 39000), ("매트리스 패드", "Mattress pad", 55000)]),
        ("건강식품", "Health food", [("종합 비타민", "Multivitamin", 29000), ("홍삼 스틱 30포", "Red ginseng sticks, 30", 59000), ("유산균", "Probiotics", 32000), ("오메가3", "Omega-3", 27000), ("콜라겐 30포", "Collagen, 30", 35000)]),
        ("유아용품", "Baby", [("아기 로션", "Baby lotion", 21000), ("아기 세제 2L", "Baby detergent 2 l", 15000), ("기저귀 1박스", "Nappies, box", 42000), ("젖병 세정제", "Bottle cleaner", 9000), ("아기 물티슈 10팩", "Baby wipes, 10 packs", 16000)]),
        ("생활가전", "Appliances", [("헤어드라이어", "Hair dryer", 69000), ("가습기", "Humidifier", 55000), ("고데기", "Hair iron", 49000), ("체중계", "Scales", 29000), ("무선 청소기", "Cordless vacuum", 149000)]),
    ];

    /// <summary>Shops: name in both languages and province; the biggest cities have several.</summary>
    private static readonly (string Ko, string En, string Province)[] Shops =
    [
        ("명동점", "Myeongdong", "서울특별시"), ("강남점", "Gangnam", "서울특별시"), ("홍대점", "Hongdae", "서울특별시"), ("잠실점", "Jamsil", "서울특별시"), ("노원점", "Nowon", "서울특별시"),
        ("수원점", "Suwon", "경기도"), ("분당점", "Bundang", "경기도"), ("일산점", "Ilsan", "경기도"), ("부천점", "Bucheon", "경기도"), ("평택점", "Pyeongtaek", "경기도"),
        ("부평점", "Bupyeong", "인천광역시"), ("송도점", "Songdo", "인천광역시"), ("춘천점", "Chuncheon", "강원특별자치도"), ("청주점", "Cheongju", "충청북도"), ("천안점", "Cheonan", "충청남도"),
        ("둔산점", "Dunsan", "대전광역시"), ("동성로점", "Dongseong-ro", "대구광역시"), ("포항점", "Pohang", "경상북도"), ("울산점", "Ulsan", "울산광역시"), ("서면점", "Seomyeon", "부산광역시"),
        ("해운대점", "Haeundae", "부산광역시"), ("창원점", "Changwon", "경상남도"), ("전주점", "Jeonju", "전북특별자치도"), ("충장로점", "Chungjang-ro", "광주광역시"),
    ];

    public static SampleCategory[] Categories() => Groups.Select((g, i) => new SampleCategory($"C{i + 1:00}", new Text(g.Ko, g.En))).ToArray();

    public static SampleProduct[] Products() =>
        Groups.SelectMany((group, g) => group.Articles.SelectMany((article, a) => Lines.Select((line, l) => new SampleProduct(
            $"P{g + 1:00}{a * Lines.Length + l + 1:00}", $"C{g + 1:00}",
            new Text($"{line.Ko} {article.Ko}", $"{line.En} {article.En}"),
            // A price as shops write them: whole hundreds, one below the thousand.
            Math.Max(1, (int)Math.Round(article.Price * line.Factor / 1000)) * 1000 - 100)))).ToArray();

    /// <summary>The shops, then the web shop, then the call centre.</summary>
    public static SampleStore[] Stores(int seed)
    {
        var dice = new Dice(seed, Topic.Person, -1);
        var stores = new List<SampleStore>();
        foreach (var (ko, en, province) in Shops)
        {
            var address = Places.Address(dice, Enumerable.Range(0, Places.Count).First(p => Places.Name(p) == province));
            stores.Add(new SampleStore($"S{stores.Count + 1:00}", new Text("단골상회 " + ko, "Dangol Store " + en), SampleChannel.Store, address));
        }
        stores.Add(new SampleStore("WEB", new Text("단골상회 온라인몰", "Dangol Store online"), SampleChannel.Online, null));
        stores.Add(new SampleStore("TEL", new Text("단골상회 고객센터", "Dangol Store call centre"), SampleChannel.Phone,
            Places.Address(dice, Enumerable.Range(0, Places.Count).First(p => Places.Name(p) == "대전광역시"))));
        return stores.ToArray();
    }
}
