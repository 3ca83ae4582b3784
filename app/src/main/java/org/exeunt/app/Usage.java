package org.exeunt.app;

import java.util.LinkedHashMap;
import java.util.Map;
import org.exeunt.api.error.ErrorCategory;
import picocli.CommandLine;

/** Completes all commands: the options {@code --help} and {@code --version}, and exit statuses in the help. */
final class Usage {
    private Usage() {}

    static void complete(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .footerHeading("%nExample:%n  ")
                .exitCodeListHeading("%nExit status:%n")
                .exitCodeList(statuses());
        command.getSubcommands().values().forEach(Usage::complete);
    }

    private static Map<String, String> statuses() {
        Map<String, String> statuses = new LinkedHashMap<>();
        statuses.put("0", "success");
        for (ErrorCategory category : ErrorCategory.values()) {
            statuses.put(String.valueOf(category.exitStatus()), category.name() + ": " + meaning(category));
        }
        return statuses;
    }

    private static String meaning(ErrorCategory category) {
        return switch (category) {
            case CONFIG -> "the configuration or the command line is invalid";
            case PLUGIN -> "a plugin is missing, ambiguous or broken";
            case DATA -> "data, or the files of a run, are missing or damaged";
            case NUMERIC -> "training diverged, or too few clients succeeded";
            case RESOURCE -> "memory, disk space, a lock or a device is not available";
            case STOPPED -> "stopped on request";
            case INTERNAL -> "a defect";
        };
    }
}
