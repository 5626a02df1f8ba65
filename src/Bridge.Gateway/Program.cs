using Bridge.Gateway;

try
{
    var arguments = GatewayArguments.Parse(args);
    return arguments.Command switch
    {
        GatewayCommand.Run => await RunCommand.RunAsync(arguments),
        GatewayCommand.Check => CheckCommand.Run(arguments),
        GatewayCommand.Try => await TryCommand.RunAsync(arguments),
        GatewayCommand.Infer => InferCommand.Run(InferArguments.Parse(args)),
        _ => Say(GatewayArguments.Usage),
    };
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
catch (IOException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 3;
}

static int Say(string text)
{
    Console.WriteLine(text);
    return 0;
}
