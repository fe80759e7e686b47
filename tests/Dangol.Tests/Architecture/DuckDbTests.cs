using System.Xml.Linq;

namespace Dangol.Tests.Architecture;

public sealed class DuckDbTests
{
    [Fact]
    public void the_binding_references_nothing()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dangol.slnx"))) folder = folder.Parent;
        var project = XDocument.Load(Path.Combine(folder!.FullName, "src", "DuckDb", "DuckDb.csproj"));

        Assert.NotEmpty(project.Descendants("Import"));
        Assert.Empty(project.Descendants().Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference").Select(element => element.ToString()));
    }
}
