using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dangol.Platform;

/// <summary>
/// Answers with a component. The page is whole before the first byte goes out, so that what fails while it is drawn becomes a proper error page, and it goes out in one
/// piece: the framework's own result keeps each word of a page as an object and writes them one by one, a third of a list's processor time.
/// </summary>
internal sealed class Html<TComponent>(IDictionary<string, object?> parameters, int status) : IResult where TComponent : IComponent
{
    public async Task ExecuteAsync(HttpContext context)
    {
        using var page = new Utf8Page();
        await using (var renderer = new HtmlRenderer(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>()))
            await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).WriteHtmlTo(page));
        var response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, "text/html; charset=utf-8", page.Written.Length);
        await response.Body.WriteAsync(page.Written, context.RequestAborted);
    }
}

/// <summary>Takes text and has it as UTF-8, in memory on loan.</summary>
internal sealed class Utf8Page : TextWriter
{
    private const int Begin = 64 * 1024, MostOfAChar = 3;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Begin);
    private int _length;
    private char _high;

    public override Encoding Encoding => Encoding.UTF8;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public override void Write(char value)
    {
        if (value < 0x80 && _length < _bytes.Length && _high == 0) _bytes[_length++] = (byte)value;
        else if (char.IsHighSurrogate(value)) _high = value;
        else Write([value]);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty) return;
        var most = (buffer.Length + 1) * MostOfAChar;
        if (_bytes.Length - _length < most) Grow(most);
        if (_high != 0)
        {
            // A pair that came in two parts.
            _length += Encoding.UTF8.GetBytes([_high, buffer[0]], _bytes.AsSpan(_length));
            _high = '\0';
            buffer = buffer[1..];
        }
        _length += Encoding.UTF8.GetBytes(buffer, _bytes.AsSpan(_length));
    }

    protected override void Dispose(bool disposing)
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = ([], 0);
        base.Dispose(disposing);
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
