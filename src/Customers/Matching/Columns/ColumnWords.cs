namespace Dangol.Customers;

/// <summary>The words in headings by which a column is known, Korean and English, the surest first; in a heading only letters count, so first_name, First Name and FirstName are one.</summary>
internal static class ColumnWords
{
    private static readonly (MatchField Field, string[] Whole, string[] Within)[] Known =
    [
        (MatchField.Ignored, ["id", "key", "no", "index", "rownumber", "번호", "순번", "cluster", "clusterid", "entity", "entityid", "truth", "label", "group", "groupid", "recid", "uniqueid", "uuid", "guid", "정답"], ["createdat", "updatedat", "modified", "timestamp", "등록일", "가입일", "수정일", "생성일", "비고", "메모", "note", "comment"]),
        (MatchField.Email, ["mail"], ["email", "이메일", "메일", "전자우편"]),
        (MatchField.BusinessNumber, ["brn", "bizno", "bizregno"], ["사업자", "businessnumber", "businessno", "businessregistration", "bizreg"]),
        (MatchField.City, ["city", "town", "place", "시", "구", "동"], ["birthplace", "addresscity", "placeofbirth", "suburb", "locality", "district", "county", "borough", "municipality", "cityname", "출생지", "시군구", "행정동", "법정동", "도시", "지역"]),
        (MatchField.BirthDate, ["dob", "birth", "생일"], ["birthdate", "birthday", "dateofbirth", "dobirth", "bdate", "생년월일", "출생일"]),
        (MatchField.Phone, ["tel", "hp", "cell", "contactno", "fax"], ["phone", "mobile", "telephone", "cellular", "telno", "전화", "휴대", "핸드폰", "연락처"]),
        (MatchField.Postcode, ["zip", "plz", "postal"], ["postcode", "postalcode", "zipcode", "postnr", "우편"]),
        (MatchField.Identifier, ["ssn", "nin"], ["socsec", "socialsecurity", "nationalid", "nationalinsurance", "passport", "licence", "license", "taxid", "medicare", "nhs", "insuranceno", "memberno", "membership", "loyaltycard", "cardno", "주민", "여권", "면허", "회원번호", "카드번호"]),
        (MatchField.Category, ["state", "province", "country", "nationality", "title", "grade", "시도"], ["gender", "sex", "성별", "등급", "국적"]),
        (MatchField.Words, [], ["streetnumber", "housenumber", "streetno", "houseno", "middlename", "번지", "occupation", "job", "직업", "직책", "직급", "부서"]),
        (MatchField.Company, ["firm", "employer", "biz"], ["company", "businessname", "organisation", "organization", "corporation", "회사", "상호", "법인", "업체", "거래처", "기업", "기관명"]),
        (MatchField.Street, ["addr", "road", "line1", "line2"], ["street", "address", "addr", "주소", "도로명", "지번"]),
        (MatchField.FullName, ["name", "names", "person", "contact", "customer", "client", "성명", "성함", "이름"], ["fullname", "firstandsurname", "firstandlast", "personname", "customername", "clientname", "contactname", "고객명", "성명", "회원명", "담당자명"]),
        (MatchField.Given, ["first", "given", "fname", "forename", "givens"], ["firstname", "givenname", "forename", "명이름"]),
        (MatchField.Surname, ["last", "family", "lname", "sname", "성", "성씨"], ["surname", "lastname", "familyname"]),
    ];

    /// <summary>What a heading says; null where it says nothing known.</summary>
    public static MatchField? Of(string heading)
    {
        var letters = string.Concat(Folded.Plain(heading).Where(char.IsLetter));
        foreach (var (field, whole, _) in Known)
            if (whole.Contains(letters, StringComparer.Ordinal)) return field;
        foreach (var (field, _, within) in Known)
            if (Array.Exists(within, word => letters.Contains(word, StringComparison.Ordinal))) return field;
        return null;
    }
}
