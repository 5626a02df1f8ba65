using Microsoft.Extensions.Options;

namespace Bridge;

/// <summary>Fails the start with everything that is wrong, not with the first thing.</summary>
internal sealed class BridgeOptionsCheck : IValidateOptions<BridgeOptions>
{
    public ValidateOptionsResult Validate(string? name, BridgeOptions options) =>
        options.Faults() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults.Select(fault => "Bridge: " + fault)) : ValidateOptionsResult.Success;
}
