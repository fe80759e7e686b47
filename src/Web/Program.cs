using System.CommandLine;
using Dangol.Web;

// The commands of the product, in the order in which help shows them.
Command[] commands =
[
    DemoCommand.Make(),
    ServeCommand.Make(),
    ImportCommand.Make(),
    LoopCommand.Make(),
    DbCommand.Make(),
    AdminCommand.Make(),
    ModelCommand.Make(),
    MatchCommand.Make(),
    HelpCommand.Make(),
];
return await Commands.Run(commands, args);
