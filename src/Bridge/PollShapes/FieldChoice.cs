using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>One of some words.</summary>
/// <param name="allowed">Which members are allowed here; none: all.</param>
internal sealed class FieldChoice<T>(params T[] allowed) : FieldForm<T>
    where T : struct, Enum
{
    private readonly T[] _allowed = allowed.Length > 0 ? allowed : Enum.GetValues<T>();

    /// <summary>Members that the specification has and the engine doesn't serve yet.</summary>
    public T[] Later { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Choices => [.. _allowed.Except(Later).Select(ChoiceText.Of)];

    /// <inheritdoc/>
    public override IReadOnlyList<Enum> Members => [.. _allowed.Except(Later).Cast<Enum>()];

    /// <inheritdoc/>
    public override string Expects => $"one of {string.Join(", ", Choices)}";

    /// <inheritdoc/>
    public override bool TryRead(ShapeNode node, OptionFaults faults, out T value)
    {
        if (node.Children.Count > 0)
        {
            value = default;
            Refuse(node, faults);
            return false;
        }

        if (Choices.Contains(node.Text))
        {
            value = _allowed.First(member => ChoiceText.Of(member) == node.Text);
            return true;
        }

        value = default;
        var isLater = Later.Any(member => ChoiceText.Of(member) == node.Text);
        faults.Add(node.Path, isLater
            ? $"'{node.Text}' is not supported yet; use {Expects}."
            : $"'{node.Text}' is none of the values{NearMiss.Hint(node.Text ?? "", Choices)} Expected {Expects}.");
        return false;
    }

    /// <inheritdoc/>
    public override void Check(T value, string path, OptionFaults faults)
    {
        if (!_allowed.Except(Later).Contains(value))
        {
            faults.Add(path, Later.Contains(value) ? $"'{ChoiceText.Of(value)}' is not supported yet; use {Expects}." : $"'{ChoiceText.Of(value)}' is not allowed here. Expected {Expects}.");
        }
    }
}
