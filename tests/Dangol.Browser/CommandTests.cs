using System.Text.Json;

namespace Dangol.Browser;

/// <summary>The command line against a folder that is being served.</summary>
[Collection(nameof(Desk))]
public sealed class CommandTests(Desk desk)
{
    [Fact]
    public async Task a_second_serve_on_one_folder_says_so_and_stops()
    {
        var (code, _, errors) = await Product.Once("serve", "--port", "0", "--data", desk.Product.Folder);
        Assert.Equal(1, code);
        Assert.Contains("이미 다른 단골 프로그램이 쓰고 있어요", errors, StringComparison.Ordinal);
        Assert.Contains("folder_in_use", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_import_and_a_turn_of_the_loop_go_through_the_socket_of_the_served_folder()
    {
        var file = Path.Combine(desk.Product.Folder, "socket.csv");
        await File.WriteAllTextAsync(file, "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가\nT-1,CUP,머그컵,2,2026-10-01 10:00:00,12000,K77,대한민국\nT-1,CUP,머그컵,두 개,2026-10-01 10:00:00,12000,K77,대한민국\n");
        var report = JsonDocument.Parse(await desk.Product.Command("import", "sales", file, "--source", "socket", "--json")).RootElement;
        Assert.Equal(2, report.GetProperty("total").GetProperty("lines").GetInt64());
        Assert.Contains("quantity_wrong", report.GetRawText(), StringComparison.Ordinal);

        var lines = JsonDocument.Parse(await desk.Product.Command("loop", "--json")).RootElement;
        Assert.All(lines.EnumerateArray(), line => Assert.False(line.GetProperty("failed").GetBoolean(), line.GetRawText()));

        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/customers?q=K77");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "K77" }).First.ClickAsync();
        Assert.Contains("₩24,000", await visitor.Page.InnerTextAsync("#record-timeline"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_command_that_is_refused_says_why_in_both_languages_and_leaves_1()
    {
        var (code, printed, errors) = await Product.Once("import", "sales", "/nowhere/sales.csv", "--data", desk.Product.Folder);
        Assert.Equal((1, ""), (code, printed));
        Assert.Contains("파일이 없어요", errors, StringComparison.Ordinal);
        Assert.Contains("There is no such file", errors, StringComparison.Ordinal);
    }
}
