namespace Dangol.Platform;

/// <summary>A list or board as somebody wants to see it again: columns, conditions, order, groups.</summary>
public sealed class SavedView : Record
{
    private SavedView() { }

    /// <summary>What it is called.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The type whose list it is.</summary>
    public string RecordType { get; private set; } = "";

    /// <summary>Everybody sees it; else only who made it.</summary>
    public bool IsShared { get; private set; }

    /// <summary>It stands in the navigation of those who see it.</summary>
    public bool IsPinned { get; private set; }

    /// <summary>The list opens with it.</summary>
    public bool IsDefault { get; private set; }

    /// <summary>Paths, separated by commas.</summary>
    public string? Columns { get; private set; }

    /// <summary>Conditions as they stand in an address, one a line (<see cref="ListFilter"/>).</summary>
    public string? Filters { get; private set; }

    /// <summary>A tree of conditions as it stands in an address.</summary>
    public string? Tree { get; private set; }

    /// <summary>The path of its order, a minus before it for the other way round.</summary>
    public string? Sort { get; private set; }

    /// <summary>The path by which it is grouped.</summary>
    public string? GroupBy { get; private set; }

    /// <summary>It is one of the board.</summary>
    public bool IsBoard { get; private set; }

    /// <summary>Among which records (a pipeline) the columns of its board are chosen.</summary>
    public string? Among { get; private set; }

    /// <summary>Where it is shown.</summary>
    internal string Address(DeclaredType type) => $"/{type.Pages!.Path}{(IsBoard && type.Pages.Board is not null ? "/board" : "")}?view={Id}";

    internal const int LongestName = 60;

    internal static SavedView Of(DeclaredType type, string name, Guid owner, Guid id) => new() { Id = id, RecordType = type.Name, Name = name, OwnerId = owner };

    /// <summary>Of one that somebody else made it says whether the one who looks (<c>@me</c>) has pinned it.</summary>
    internal const string ReadColumns = "id, version, owner_id, name, record_type, is_shared, (case when owner_id = @me then is_pinned else exists (select 1 from view_pins p where p.account_id = @me and p.view_id = saved_views.id) end), is_default, columns, filters, tree, sort, group_by, is_board, among";

    /// <summary>One to be looked at: every list page does, so it comes without tracking.</summary>
    internal static SavedView Of(Row row) => new()
    {
        Id = row.Guid(0), Version = row.Int(1), OwnerId = row.GuidOrNull(2), Name = row.Text(3), RecordType = row.Text(4), IsShared = row.Bool(5), IsPinned = row.Bool(6), IsDefault = row.Bool(7),
        Columns = row.TextOrNull(8), Filters = row.TextOrNull(9), Tree = row.TextOrNull(10), Sort = row.TextOrNull(11), GroupBy = row.TextOrNull(12), IsBoard = row.Bool(13), Among = row.TextOrNull(14),
    };

    internal void Rename(string name) => Name = name;

    internal void Show(bool shared, bool pinned, bool isDefault) => (IsShared, IsPinned, IsDefault) = (shared, pinned, isDefault);

    internal void Hold(ListState state, bool isBoard)
    {
        (IsBoard, Among) = (isBoard, state.Of);
        (Columns, Sort, GroupBy, Tree) = (state.Cols, state.Sort, state.Group, state.Tree);
        Filters = state.Filters.Count == 0 ? null : string.Join('\n', state.Filters);
    }

    internal void IsDefaultNoMore() => IsDefault = false;
}

internal sealed class SavedViewType : RecordType<SavedView>
{
    public SavedViewType() : base("saved_view", "saved_views", new("보기", "View"))
    {
        Field(v => v.Name, new("이름", "Name")).Required().AtMost(SavedView.LongestName);
        Title(v => v.Name);
        Field(v => v.RecordType, new("기록 유형", "Record type")).Required().AtMost(64).ReadOnly();
        Field(v => v.IsShared, new("모두에게 보임", "Shared"));
        Field(v => v.IsPinned, new("메뉴에 고정", "Pinned"));
        Field(v => v.IsDefault, new("기본 보기", "Default"));
        Field(v => v.Columns, new("열", "Columns")).AtMost(2_000);
        Field(v => v.Filters, new("조건", "Conditions")).AtMost(10_000);
        Field(v => v.Tree, new("복합 조건", "Condition tree")).AtMost(100_000);
        Field(v => v.Sort, new("정렬", "Order")).AtMost(200);
        Field(v => v.GroupBy, new("묶기", "Groups")).AtMost(200);
        Field(v => v.IsBoard, new("보드", "Board"));
        Field(v => v.Among, new("나누는 기준", "Among")).AtMost(64);
    }
}
