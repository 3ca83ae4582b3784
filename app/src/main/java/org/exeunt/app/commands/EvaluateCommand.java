package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.app.arguments.DeviceArgument;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.arguments.PolicyArgument;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.RunResults;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.model.Corruption;
import org.exeunt.runtime.model.RunEvaluator;
import org.exeunt.runtime.model.RunModels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt evaluate}: evaluates the saved models of a run by other exit policies. */
@Command(
        name = "evaluate",
        footer = "exeunt evaluate latest --policy entropy",
        description = "Evaluates the saved models of a finished run by the given exit policies. Nothing is "
                + "trained or written.")
final class EvaluateCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    private RunArgument argument;

    @Option(
            names = PolicyArgument.NAME,
            paramLabel = "POLICY",
            description = "An exit policy, such as entropy or '{\"type\": \"confidence\", \"thresholds\": "
                    + "[0.7]}'; repeatable (default: those of the run).")
    private List<String> policies = List.of();

    @Option(
            names = "--corruption",
            paramLabel = "KIND:STRENGTH",
            description = "Corrupt the test images or time series by noise, blur or contrast, with a strength from 1 to"
                    + " 5, such as noise:3.")
    private String corruption;

    @Mixin
    private DeviceArgument device;

    @Mixin
    private JsonOption json;

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Optional<Corruption> given = Optional.ofNullable(corruption).map(Corruption::parse);
        FinishedRun run = argument.open();
        PluginRegistry registry = Plugins.registry(terminal, run);
        RunModels models = RunModels.of(run, registry, Path.of(""), overrides(registry));
        given.ifPresent(changed -> terminal.note("note: test inputs are corrupted by " + corruption));
        RunSummary summary = RunEvaluator.of(models, Path.of(""), given);
        json.print(terminal, summary, () -> RunResults.lines(run.records().with(summary)));
    }

    private List<String> overrides(PluginRegistry registry) {
        List<String> overrides = new ArrayList<>(device.overrides());
        if (!policies.isEmpty()) {
            overrides.add(policies.stream()
                    .map(policy -> PolicyArgument.json(policy, registry, terminal))
                    .collect(Collectors.joining(", ", "evaluation.exit-policies=[", "]")));
        }
        return overrides;
    }
}
