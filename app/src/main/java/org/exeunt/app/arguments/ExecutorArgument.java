package org.exeunt.app.arguments;

import java.util.List;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.plugins.PluginRegistry;
import picocli.CommandLine.Option;

/** The option {@code --executor}, which replaces the executor of the configuration. */
final class ExecutorArgument {
    static final String NAME = "--executor";

    @Option(
            names = NAME,
            paramLabel = "ID[:VALUE]",
            description = "Where clients run: local, or a plugin; VALUE is its first option, such as the number of"
                    + " workers (local:4). Does not affect results.")
    private String executor;

    /** Returns the option as overrides of a configuration. */
    List<String> overrides(PluginRegistry registry) {
        if (executor == null) {
            return List.of();
        }
        String[] parts = executor.split(":", 2);
        // replaces the section, whose other options may be of another plugin
        String type = "executor=" + parts[0];
        return parts.length == 1
                ? List.of(type)
                : List.of(type, "executor.%s=%s".formatted(firstOption(parts[0], registry), parts[1]));
    }

    /** Returns the key of an executor's first option; if there is none, a key that is refused. */
    private static String firstOption(String id, PluginRegistry registry) {
        return registry.plugins(ClientExecutor.class).stream()
                .filter(plugin -> plugin.id().equals(id))
                .flatMap(plugin -> OptionSpec.of(plugin.plugin().options()).stream())
                .map(OptionSpec::key)
                .findFirst()
                .orElse("value");
    }
}
