using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>Whether the questions of the first start are still open, that is, whether nobody can sign in yet. Once answered they stay answered.</summary>
internal sealed class FirstStart(Company company, FirstStart.Known known)
{
    /// <summary>The companies that are known to have answered: they need not be asked with each request.</summary>
    internal sealed class Known
    {
        private readonly ConditionalWeakTable<Company, object> _answered = [];

        public bool Has(Company company) => _answered.TryGetValue(company, out _);

        public void Add(Company company) => _answered.TryAdd(company, this);
    }

    /// <summary>True until the first administrator is there; <see cref="Look"/> first.</summary>
    public bool IsOpen => !known.Has(company);

    /// <summary>Looks whether somebody has answered in the meantime.</summary>
    public async Task Look(CancellationToken cancel)
    {
        if (!IsOpen) return;
        await using var read = await company.Store.Read(cancel);
        if (await read.Number("select count(*) from first_starts", cancel) > 0) known.Add(company);
    }

    /// <summary>Marks it as answered, inside the change that answers: the second of two at once is refused.</summary>
    /// <exception cref="Refused"><c>set_up_already</c></exception>
    public static async Task Answer(Change change, CancellationToken cancel)
    {
        if (await change.Execute("insert into first_starts (only_one, at) values (1, @now) on conflict (only_one) do nothing", cancel, ("now", change.Now)) == 0)
            throw new Refused("set_up_already", null, new("이미 다른 사람이 설정을 마쳤어요. 로그인해 주세요.", "Somebody has set this up already. Please sign in."), 409);
    }
}
