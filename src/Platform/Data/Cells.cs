using System.Buffers;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace Dangol.Platform;

/// <summary>Where the values of a row go, one column after another in the order of its <see cref="RowShape{T}"/>; nothing is boxed on the way.</summary>
internal abstract class Cells
{
    public abstract void PutNull();
    public abstract void Put(Guid value);
    public abstract void Put(string value);
    public abstract void Put(long value);
    public abstract void Put(int value);
    public abstract void Put(short value);
    public abstract void Put(bool value);
    public abstract void Put(double value);
    public abstract void Put(DateTime value);
    public abstract void Put(DateOnly value);
    public abstract void Put(byte[] value);
}

/// <summary>
/// Binds a row to a statement of SQLite, in the forms that <see cref="Session.Bound"/> states. A statement that is used again keeps what was bound before, so a
/// value that is the last row's too (neighbouring facts share most of theirs) is not handed over again.
/// </summary>
internal sealed class SqliteCells(sqlite3_stmt statement, int columns) : Cells
{
    private enum Kind : byte { Nothing, Null, Id, Text, Number, Day, Other }

    private readonly (Kind Kind, long Number, Guid Id, string? Text)[] _last = new (Kind, long, Guid, string?)[columns];
    private byte[] _utf8 = new byte[1024];
    private int _at;

    /// <summary>The next row begins.</summary>
    public void Begin() => _at = 0;

    public override void PutNull()
    {
        ref var last = ref _last[_at++];
        if (last.Kind == Kind.Null) return;
        last.Kind = Kind.Null;
        raw.sqlite3_bind_null(statement, _at);
    }

    public override void Put(Guid value)
    {
        ref var last = ref _last[_at++];
        if (last.Kind == Kind.Id && last.Id == value) return;
        (last.Kind, last.Id) = (Kind.Id, value);
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        raw.sqlite3_bind_blob(statement, _at, bytes);
    }

    public override void Put(string value)
    {
        ref var last = ref _last[_at++];
        if (last.Kind == Kind.Text && string.Equals(last.Text, value, StringComparison.Ordinal)) return;
        (last.Kind, last.Text) = (Kind.Text, value);
        // An empty span would be bound as NULL.
        if (value.Length == 0) { raw.sqlite3_bind_text(statement, _at, ""); return; }
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_utf8.Length < most) _utf8 = new byte[most];
        raw.sqlite3_bind_text(statement, _at, _utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8)));
    }

    public override void Put(long value)
    {
        ref var last = ref _last[_at++];
        if (last.Kind == Kind.Number && last.Number == value) return;
        (last.Kind, last.Number) = (Kind.Number, value);
        raw.sqlite3_bind_int64(statement, _at, value);
    }

    public override void Put(int value) => Put((long)value);

    public override void Put(short value) => Put((long)value);

    public override void Put(bool value) => Put(value ? 1L : 0L);

    public override void Put(double value)
    {
        _last[_at++].Kind = Kind.Other;
        raw.sqlite3_bind_double(statement, _at, value);
    }

    public override void Put(DateTime value) => Put(Session.Milliseconds(value));

    public override void Put(DateOnly value)
    {
        ref var last = ref _last[_at++];
        if (last.Kind == Kind.Day && last.Number == value.DayNumber) return;
        (last.Kind, last.Number) = (Kind.Day, value.DayNumber);
        Span<byte> iso = stackalloc byte[10];
        value.TryFormat(iso, out _, "O", System.Globalization.CultureInfo.InvariantCulture);
        raw.sqlite3_bind_text(statement, _at, iso);
    }

    public override void Put(byte[] value)
    {
        _last[_at++].Kind = Kind.Other;
        raw.sqlite3_bind_blob(statement, _at, value);
    }
}

/// <summary>Writes a row into a binary COPY of PostgreSQL.</summary>
internal sealed class CopyCells(NpgsqlBinaryImporter copy) : Cells
{
    public override void PutNull() => copy.WriteNull();

    public override void Put(Guid value) => copy.Write(value, NpgsqlDbType.Uuid);

    public override void Put(string value) => copy.Write(value, NpgsqlDbType.Text);

    public override void Put(long value) => copy.Write(value, NpgsqlDbType.Bigint);

    public override void Put(int value) => copy.Write(value, NpgsqlDbType.Integer);

    public override void Put(short value) => copy.Write(value, NpgsqlDbType.Smallint);

    public override void Put(bool value) => copy.Write(value, NpgsqlDbType.Boolean);

    public override void Put(double value) => copy.Write(value, NpgsqlDbType.Double);

    public override void Put(DateTime value) => copy.Write(DateTime.SpecifyKind(value, DateTimeKind.Utc), NpgsqlDbType.TimestampTz);

    public override void Put(DateOnly value) => copy.Write(value, NpgsqlDbType.Date);

    public override void Put(byte[] value) => copy.Write(value, NpgsqlDbType.Bytea);
}

/// <summary>Writes new rows as the journal shows them: plain values in one object, personal ones in another, and no secrets.</summary>
internal sealed class JournalCells : Cells
{
    private enum Place { Nowhere, Plain, Personal }

    private static readonly JsonWriterOptions Options = new() { Encoder = JournalJson.Options.Encoder, SkipValidation = true };

    private readonly (JsonEncodedText Name, Place Place)[] _columns;
    private readonly ArrayBufferWriter<byte> _plainText = new(), _personalText = new();
    private readonly Utf8JsonWriter _plain, _personal;
    private int _at;
    private bool _anyPlain, _anyPersonal;

    public JournalCells(DeclaredType type, IEnumerable<string> columns)
    {
        _columns = [.. columns.Select(name => (JsonEncodedText.Encode(name), type.Behind(name) switch
        {
            _ when JournalWriter.BookkeepingColumns.Contains(name) => Place.Nowhere,
            { IsSecret: true } => Place.Nowhere,
            { IsPersonal: true } => Place.Personal,
            _ => Place.Plain,
        }))];
        (_plain, _personal) = (new(_plainText, Options), new(_personalText, Options));
    }

    /// <summary>The two objects of one row, null where they would be empty.</summary>
    public (string? Plain, string? Personal) Take<T>(RowShape<T> shape, T row)
    {
        (_at, _anyPlain, _anyPersonal) = (0, false, false);
        _plainText.ResetWrittenCount();
        _personalText.ResetWrittenCount();
        _plain.Reset();
        _personal.Reset();
        _plain.WriteStartObject();
        _personal.WriteStartObject();
        _personal.WriteStartObject("after");
        shape.Write(row, this);
        _plain.WriteEndObject();
        _personal.WriteEndObject();
        _personal.WriteEndObject();
        _plain.Flush();
        _personal.Flush();
        return (_anyPlain ? Encoding.UTF8.GetString(_plainText.WrittenSpan) : null, _anyPersonal ? Encoding.UTF8.GetString(_personalText.WrittenSpan) : null);
    }

    public override void PutNull() => _at++;

    public override void Put(Guid value) => Next()?.WriteStringValue(value);

    public override void Put(string value) => Next()?.WriteStringValue(value);

    public override void Put(long value) => Next()?.WriteNumberValue(value);

    public override void Put(int value) => Next()?.WriteNumberValue(value);

    public override void Put(short value) => Next()?.WriteNumberValue(value);

    public override void Put(bool value) => Next()?.WriteBooleanValue(value);

    public override void Put(double value) => Next()?.WriteNumberValue(value);

    public override void Put(DateTime value) => Next()?.WriteStringValue(value);

    public override void Put(DateOnly value) => Next()?.WriteStringValue(value.ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    public override void Put(byte[] value) => Next()?.WriteBase64StringValue(value);

    private Utf8JsonWriter? Next()
    {
        var (name, place) = _columns[_at++];
        if (place == Place.Nowhere) return null;
        var into = place == Place.Plain ? _plain : _personal;
        if (place == Place.Plain) _anyPlain = true;
        else _anyPersonal = true;
        into.WritePropertyName(name);
        return into;
    }
}
