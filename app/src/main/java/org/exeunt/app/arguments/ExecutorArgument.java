package org.exeunt.app.arguments;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.config.OptionSpec;
import org.exeunt.config.plugins.PluginRegistry;
import picocli.CommandLine.Option;

/** The option {@code --executor}, which replaces the executor of the configuration. */
final class ExecutorArgument {
    static final String NAME = "--executor";

    @Option(
            names = NAME,
            paramLabel = "ID[:VALUE]",
            description = "Where clients run: local, processes, or a plugin; VALUE is its first option, such as the"
                    + " number of workers (processes:4). Does not affect results.")
    private String executor;

    /** Returns the option as overrides of a configuration. */
    List<String> overrides(PluginRegistry registry) {
        if (executor == null) {
            return List.of();
        }
        String[] parts = executor.split(":", 2);
        List<String> overrides = new ArrayList<>(List.of("executor=" + parts[0]));
        if (parts.length > 1) {
            overrides.add("executor.%s=%s".formatted(firstOption(parts[0], registry), parts[1]));
        }
        return overrides;
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
