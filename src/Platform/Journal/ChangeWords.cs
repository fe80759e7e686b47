namespace Dangol.Platform;

/// <summary>What the journal's codes are called on the screen.</summary>
internal static class ChangeWords
{
    public static Text Through(string origin) => origin switch
    {
        "web" => new("화면", "Screen"),
        "api" => new("API", "API"),
        "command" => new("명령", "Command"),
        "job" => new("작업", "Job"),
        "import" => new("가져오기", "Import"),
        "reader" => new("자동 처리", "Automatic"),
        _ => new("시스템", "System"),
    };

    public static Text Done(string operation) => operation switch
    {
        Operations.Created => new("만듦", "Made"),
        Operations.Updated => new("바꿈", "Changed"),
        Operations.Deleted => new("지움", "Removed"),
        Operations.Facts => new("기록 묶음 더함", "Rows added"),
        Operations.FactsUndone => new("기록 묶음 되돌림", "Rows taken back"),
        _ => new("알림", "Event"),
    };
}
