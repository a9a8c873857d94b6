package io.lacuna.trainer.convert;

import picocli.CommandLine.Command;

/** {@code data convert}: data set folders from users' files. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Make a data set folder from files that you have.",
    subcommands = {MmsaCommand.class, CsdCommand.class, OpenICommand.class, OdirCommand.class},
    footer = {
      "",
      "Example: ./lacuna data convert mmsa aligned_50.pkl --out corpora/mosi",
      "The data sets' licences are between you and their owners.",
      "Docs: docs/data.md."
    })
public final class ConvertCommand {}
