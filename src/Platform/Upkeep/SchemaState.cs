namespace Dangol.Platform;

/// <summary>How a schema step stands: done; to be done by the next start; changed after it ran; or made by a program that has it while this one has not.</summary>
public enum SchemaStepState { Applied, Missing, Changed, Unknown }

/// <summary>One step of a module's schema.</summary>
public sealed record SchemaStepLine(string Module, int Number, string Name, SchemaStepState State, DateTime? AppliedAt);

/// <summary>Compares the database's schema steps with the program's.</summary>
public sealed class SchemaState(Company company, IEnumerable<SchemaSet> sets)
{
    /// <summary>Every step of the program and of the database.</summary>
    public async Task<IReadOnlyList<SchemaStepLine>> Read(CancellationToken cancel = default)
    {
        await using var read = await company.Store.Read(cancel);
        return await Read(read, cancel);
    }

    internal async Task<IReadOnlyList<SchemaStepLine>> Read(Session session, CancellationToken cancel)
    {
        var applied = (await session.List("select module, number, name, checksum, applied_at from schema_steps where module <> 'views'",
            row => (Module: row.Text(0), Number: row.Int(1), Name: row.Text(2), Checksum: row.Text(3), At: row.Instant(4)), cancel)).ToDictionary(a => (a.Module, a.Number));
        var runner = new SchemaRunner(company.Store, sets, company.Clock);
        var lines = new List<SchemaStepLine>();
        foreach (var set in sets)
            foreach (var step in runner.StepsOf(set))
                lines.Add(applied.Remove((set.Module, step.Number), out var done)
                    ? new(set.Module, step.Number, step.Name, done.Checksum == step.Checksum ? SchemaStepState.Applied : SchemaStepState.Changed, done.At)
                    : new(set.Module, step.Number, step.Name, SchemaStepState.Missing, null));
        lines.AddRange(applied.Values.OrderBy(a => a.Module, StringComparer.Ordinal).ThenBy(a => a.Number).Select(a => new SchemaStepLine(a.Module, a.Number, a.Name, SchemaStepState.Unknown, a.At)));
        return lines;
    }
}
