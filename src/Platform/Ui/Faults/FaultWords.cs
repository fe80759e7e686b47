namespace Dangol.Platform;

/// <summary>How each status is said to a person.</summary>
internal static class FaultWords
{
    public static (string Icon, Text Title, Text What) Of(int status) => status switch
    {
        400 => (Icon: "clock-exclamation", new("화면이 오래되었어요", "This page is out of date"),
            new("보낸 내용을 확인할 수 없어 처리하지 않았어요. 이전 화면을 새로 고친 뒤 다시 시도하세요.", "What was sent could not be verified, so nothing was done. Reload the page and try again.")),
        401 => (Icon: "lock", new("로그인이 필요해요", "Sign-in needed"), new("로그인한 뒤 다시 열어 주세요.", "Sign in and open this page again.")),
        403 => (Icon: "lock", new("볼 수 없는 화면이에요", "Not open to you"),
            new("이 화면을 볼 권한이 없어요. 필요하다면 관리자에게 권한을 요청하세요.", "You don’t have permission to see this. Ask an administrator if you need it.")),
        404 => (Icon: "map-off", new("찾는 화면이 없어요", "There is no such page"),
            new("주소가 바뀌었거나 삭제된 항목일 수 있어요. 위의 검색창에서 찾아보세요.", "The address may have changed, or the record was deleted. Try the search box above.")),
        405 => (Icon: "map-off", new("이렇게는 열 수 없어요", "It can’t be opened this way"), new("메뉴에서 다시 들어와 주세요.", "Please come in through the menu.")),
        409 => (Icon: "arrows-split", new("그사이 바뀌었어요", "It changed in the meantime"),
            new("다른 사람이 먼저 고쳤어요. 새로 고친 내용을 확인한 뒤 다시 저장하세요.", "Somebody else changed it first. Look at the new state and save again.")),
        413 => (Icon: "file-alert", new("파일이 너무 커요", "The file is too large"), new("더 작은 파일로 나누어 올려 주세요.", "Split it into smaller files.")),
        422 => (Icon: "pencil-exclamation", new("처리하지 않았어요", "Not done"), new("입력한 내용을 확인하세요.", "Check what was entered.")),
        429 => (Icon: "hourglass", new("요청이 너무 많아요", "Too many requests"), new("잠시 뒤에 다시 시도하세요.", "Try again in a moment.")),
        503 => (Icon: "plug-connected-x", new("지금은 이용할 수 없어요", "Not available just now"),
            new("데이터베이스에 연결할 수 없어요. 잠시 뒤에 다시 시도하세요. 저장하던 내용은 반영되지 않았어요.", "The database can’t be reached. Try again in a moment; what you were saving was not stored.")),
        >= 500 => (Icon: "alert-triangle", new("문제가 생겼어요", "Something went wrong"),
            new("저희 쪽 오류예요. 다시 시도해도 같으면 아래 오류 번호를 관리자에게 알려 주세요.", "This is a fault on our side. If it happens again, give the error number to an administrator.")),
        _ => (Icon: "pencil-exclamation", new("처리하지 않았어요", "Not done"), new("요청을 처리할 수 없어요. 내용을 확인한 뒤 다시 시도하세요.", "The request could not be handled. Check it and try again.")),
    };
}
