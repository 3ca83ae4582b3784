package org.exeunt.app.completion;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.exeunt.app.examples.Example;
import org.exeunt.app.plugins.PluginProject;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion script of bash and zsh. It contains the ids of the installed plugins, and lists the runs in the shell,
 * so that a completion starts no Java virtual machine.
 */
public final class CompletionScript {
    private static final String FINISHED_RUNS = "@finished-runs@";
    private static final String ALL_RUNS = "@all-runs@";
    private static final String START_OF_CODE = "if [ -n \"$BASH_VERSION\" ]; then";

    private static final String HEADER =
            """
            # Completion of exeunt, with the plugins that were installed when this was written:
            #   source <(exeunt completion %s)

            """;

    /** Lists the runs in the folder that the command line names. */
    private static final String RUNS =
            """
            function _exeunt_runs() {
              local dir=runs i name
              for ((i = 1; i < COMP_CWORD; i++)); do
                if [ "${COMP_WORDS[i]}" = --runs-dir ]; then dir=${COMP_WORDS[i+1]}; fi
              done
              echo latest
              command ls -1 -A -- "$dir" 2>/dev/null | while IFS= read -r name; do
                case $name in
                  .*.partial) [ "$1" = all ] || continue; name=${name#.}; name=${name%.partial} ;;
                  *) [ -f "$dir/$name/manifest.json" ] || continue ;;
                esac
                case $name in
                  *[!A-Za-z0-9._-]* | .*) ;;
                  *) echo "$name" ;;
                esac
              done
            }

            """;

    private final PluginRegistry registry;

    private CompletionScript(PluginRegistry registry) {
        this.registry = registry;
    }

    /**
     * Returns the script.
     *
     * @param shell for which it is written; only the comment at its top depends on it
     * @param commands all commands; changed by this method
     */
    public static String of(String shell, CommandLine commands, PluginRegistry registry) {
        new CompletionScript(registry).addCandidates(commands);
        String script = AutoComplete.bash("exeunt", commands);
        script = script.substring(script.indexOf(START_OF_CODE))
                .replace("(\"" + FINISHED_RUNS + "\")", "($(_exeunt_runs))")
                .replace("(\"" + ALL_RUNS + "\")", "($(_exeunt_runs all))");
        return HEADER.formatted(shell) + RUNS + script;
    }

    private void addCandidates(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        for (ArgSpec argument : List.copyOf(spec.args())) {
            List<String> candidates = candidates(spec, argument);
            if (candidates.isEmpty()) {
                continue;
            }
            spec.remove(argument);
            if (argument instanceof OptionSpec option) {
                spec.addOption(OptionSpec.builder(option)
                        .completionCandidates(candidates)
                        .build());
            } else {
                spec.addPositional(PositionalParamSpec.builder((PositionalParamSpec) argument)
                        .completionCandidates(candidates)
                        .build());
            }
        }
        command.getSubcommands().values().forEach(this::addCandidates);
    }

    private List<String> candidates(CommandSpec spec, ArgSpec argument) {
        String command = spec.qualifiedName();
        String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        return switch (name) {
            case "COMMAND" -> List.copyOf(spec.root().subcommands().keySet());
            case "RUN" -> List.of(command.matches(".* runs (show|clean)") ? ALL_RUNS : FINISHED_RUNS);
            case "--strategy" -> ids("strategy");
            case "--dataset" -> ids("dataset-source");
            case "--backbone" -> ids("backbone");
            case "--device" -> List.of("cpu", "cuda", "auto");
            case "--executor" -> ids("client-executor");
            case "--policy" -> ids("exit-policy");
            case "KIND" -> List.copyOf(PluginProject.kinds());
            case "ID" -> command.endsWith("fetch") ? ids("dataset-source") : List.of();
            case "PLUGIN" -> allIds();
            case "EXAMPLE" -> Example.all().stream().map(Example::name).toList();
            default -> List.of();
        };
    }

    private List<String> ids(String kind) {
        return registry.plugins().stream()
                .filter(plugin -> plugin.kind().id().equals(kind))
                .map(InstalledPlugin::id)
                .toList();
    }

    private List<String> allIds() {
        Set<String> ids = new TreeSet<>();
        registry.plugins().forEach(plugin -> ids.add(plugin.id()));
        registry.kinds().forEach(kind -> ids.add(kind.id()));
        return List.copyOf(ids);
    }
}
