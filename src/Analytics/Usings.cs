global using Dangol.Platform;
