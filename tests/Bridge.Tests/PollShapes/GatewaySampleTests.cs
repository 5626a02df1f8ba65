using System.Text;
using System.Text.Json;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Tests.Docs;

namespace Bridge.Tests.PollShapes;

public sealed class GatewaySampleTests
{
    [Theory]
    [InlineData("samples/php-chat/appsettings.json")]
    [InlineData("samples/legacy-app/gateway/appsettings.json")]
    public void The_shapes_of_a_sample_fit_the_schema_and_bind_without_a_fault(string file)
    {
        var validator = new SchemaValidator(JsonDocument.Parse(File.ReadAllBytes(DocPages.PathOf("poll-shape.schema.json"))).RootElement);
        using var settings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(DocPages.PathOf(".."), file)));
        foreach (var shape in settings.RootElement.GetProperty("Shapes").EnumerateObject())
        {
            Assert.Empty(validator.Faults(shape.Value));
            var faults = new OptionFaults();
            PollShapeReader.Read("Shapes:" + shape.Name, Encoding.UTF8.GetBytes(shape.Value.GetRawText()), faults);
            Assert.Empty(faults.Found);
        }
    }
}
