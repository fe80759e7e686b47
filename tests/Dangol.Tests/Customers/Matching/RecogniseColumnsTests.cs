using Dangol.Customers;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class RecogniseColumnsTests
{
    [Fact]
    public void headings_of_files_from_abroad_are_known()
    {
        string[][] rows = [.. Enumerable.Range(0, 200).Select(i => new[]
        {
            $"rec-{i}-org", Pick(i, "anna", "tom", "peter"), Pick(i * 7, "smith", "brown", "miller", "jones"), $"{i + 1}", Pick(i, "main street", "low road"), Pick(i * 4, "dover", "leeds", "york"), $"{2000 + i % 90}", Pick(i, "nsw", "vic"), $"19{10 + i % 80}0{1 + i % 9}1{i % 9}", $"{1000000 + i % 150 * 37}",
        })];
        string[] headings = ["rec_id", "given_name", "surname", "street_number", "address_1", "suburb", "postcode", "state", "date_of_birth", "soc_sec_id"];
        Assert.Equal([MatchField.Ignored, MatchField.Given, MatchField.Surname, MatchField.Words, MatchField.Street, MatchField.City, MatchField.Postcode, MatchField.Category, MatchField.BirthDate, MatchField.Identifier], Recognised(headings, rows));
    }

    [Fact]
    public void korean_headings_are_known()
    {
        var (rows, _) = KoreanPeople.Make(200, seed: 5);
        Assert.Equal([MatchField.Ignored, MatchField.FullName, MatchField.BirthDate, MatchField.Phone, MatchField.Email, MatchField.Street, MatchField.Postcode], Recognised(KoreanPeople.Headings, rows));
    }

    [Fact]
    public void without_headings_contents_tell()
    {
        var (rows, _) = KoreanPeople.Make(300, seed: 6);
        Assert.Equal([MatchField.Ignored, MatchField.FullName, MatchField.BirthDate, MatchField.Phone, MatchField.Email], Recognised(["1", "2", "3", "4", "5"], [.. rows.Select(r => r[..5])]));
    }

    [Fact]
    public void a_whole_name_beside_its_parts_is_not_counted_twice()
    {
        string[][] rows = [.. Enumerable.Range(0, 100).Select(i => new[] { $"{Pick(i, "anna", "tom", "peter")} {Pick(i * 7, "smith", "brown")}", Pick(i, "anna", "tom", "peter"), Pick(i * 7, "smith", "brown") })];
        Assert.Equal([MatchField.Ignored, MatchField.Given, MatchField.Surname], Recognised(["full_name", "first_name", "last_name"], rows));
    }

    [Fact]
    public void a_column_that_is_named_wrongly_is_known_by_its_contents()
    {
        string[][] rows = [.. Enumerable.Range(0, 100).Select(i => new[] { $"user{i}@mail.kr", Pick(i, "dover", "leeds", "york") })];
        Assert.Equal([MatchField.Email, MatchField.City], Recognised(["phone", "birth_place"], rows));
    }

    [Fact]
    public void a_file_without_anybody_in_it_is_refused()
    {
        string[][] rows = [.. Enumerable.Range(0, 100).Select(i => new[] { $"{i}", $"{i * 0.5}" })];
        Assert.Equal("columns_unrecognised", Assert.Throws<Refused>(() => CustomerMatching.Learn(Columns(["id", "amount"], rows), rows.Length)).Rule);
        Assert.Equal("rows_too_few", Assert.Throws<Refused>(() => CustomerMatching.Learn(Columns(["name", "email"], [["kim", "a@b.kr"]]), 1)).Rule);
    }

    private static MatchField[] Recognised(string[] headings, string[][] rows) => RecogniseColumns.Run(Columns(headings, rows), rows.Length);

    private static MatchColumn[] Columns(string[] headings, string[][] rows) => [.. headings.Select((heading, c) => new MatchColumn(heading, row => rows[row][c]))];

    private static string Pick(int i, params string[] from) => from[i % from.Length];
}
