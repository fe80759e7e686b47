using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Keeps the language that somebody chose for their other browsers too, and for what is sent to them. Before sign-in there is nobody to keep it for.</summary>
internal sealed class ChooseLanguage(Company company, Visitor visitor)
{
    private static readonly Text Reason = new("언어 선택", "Language chosen");

    public async Task Run(Language language, CancellationToken cancel)
    {
        if (visitor.Session is not { } session || session.Language == language) return;
        await company.Writes.Run(visitor.Actor with { Rights = Rights.OwnAccount }, Reason, async change =>
        {
            (await change.Open<IdentityDb>().Users.SingleAsync(u => u.Id == session.UserId, cancel)).Speak(language);
            await change.Save(cancel);
        }, cancel);
    }
}
