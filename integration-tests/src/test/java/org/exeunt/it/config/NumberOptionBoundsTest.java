package org.exeunt.it.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.AttackConfig;
import org.exeunt.config.EvaluationConfig;
import org.exeunt.config.FaultsConfig;
import org.exeunt.config.OptimizerConfig;
import org.exeunt.config.OptionSpec;
import org.exeunt.config.TrainingConfig;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with the smallest and the largest allowed value of every decimal option: no plugin fails because of them. */
class NumberOptionBoundsTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(NumberOptionBoundsTest.class.getClassLoader());
    private static final Pattern BOUND = Pattern.compile("(at least|above|at most|below) (-?[0-9.E-]+)");

    /** Override that chooses a plugin of a kind; other kinds need data or another engine. */
    private static final Map<Class<?>, String> KEYS = Map.of(
            Strategy.class, "strategy=%s",
            CoordinationPolicy.class, "coordination=%s",
            Aggregator.class, "training.aggregator=%s",
            ClientSampler.class, "sampling=%s",
            ExitPolicy.class, "evaluation.exit-policies=[%s]",
            DeviceModel.class, "devices=%s",
            Partitioner.class, "partition=%s");

    private static final Map<String, Class<? extends Record>> SECTIONS = Map.of(
            "training.", TrainingConfig.class,
            "training.optimizer.", OptimizerConfig.class,
            "evaluation.", EvaluationConfig.class,
            "faults.", FaultsConfig.class,
            "faults.attack.", AttackConfig.class);

    /** Overrides that set one option to a bound of its range. */
    static Stream<List<String>> bounds() {
        List<List<String>> all = new ArrayList<>();
        KEYS.forEach((kind, override) -> {
            for (InstalledPlugin plugin : REGISTRY.plugins(kind)) {
                for (OptionSpec option : OptionSpec.of(plugin.options())) {
                    for (String value : values(option)) {
                        all.add(List.of(override.formatted("{\"type\": \"%s\", \"%s\": %s%s}"
                                .formatted(plugin.id(), option.key(), value, requiredOptions(plugin, option)))));
                    }
                }
            }
        });
        SECTIONS.forEach((section, options) -> {
            for (OptionSpec option : OptionSpec.of(options)) {
                for (String value : values(option)) {
                    List<String> overrides = new ArrayList<>();
                    if (options == AttackConfig.class) {
                        overrides.add("faults.attack={\"type\": \"sign-flip\", \"fraction\": 0.2}");
                    }
                    overrides.add(section + option.key() + "=" + value);
                    all.add(overrides);
                }
            }
        });
        return all.stream();
    }

    private static String requiredOptions(InstalledPlugin plugin, OptionSpec except) {
        StringBuilder required = new StringBuilder();
        for (OptionSpec option : OptionSpec.of(plugin.options())) {
            if (!option.mayBeLeftOut() && !option.key().equals(except.key())) {
                required.append(
                        ", \"%s\": %s".formatted(option.key(), option.key().equals("clients") ? 4 : 1));
            }
        }
        return required.toString();
    }

    private static List<String> values(OptionSpec option) {
        if (!option.typeText().contains("number") || option.typeText().contains("whole number")) {
            return List.of();
        }
        double min = -Double.MAX_VALUE;
        double max = Double.MAX_VALUE;
        for (Matcher bound = BOUND.matcher(option.typeText()); bound.find(); ) {
            double number = Double.parseDouble(bound.group(2));
            switch (bound.group(1)) {
                case "at least" -> min = number;
                case "above" -> min = Math.nextUp(number);
                case "at most" -> max = number;
                default -> max = Math.nextDown(number);
            }
        }
        String form = option.typeText().startsWith("a list") ? "[%s]" : "%s";
        return List.of(form.formatted(min), form.formatted(max));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void boundsOfARangeCauseNoPluginError(List<String> overrides) {
        List<String> all = new ArrayList<>(List.of("training.rounds=1", "evaluation.interval=1"));
        all.addAll(overrides);
        try {
            ToyRun.inMemory("fedavg", all.toArray(String[]::new));
        } catch (ExeuntException e) {
            assertThat(e.code().category()).as(e.getMessage()).isNotIn(ErrorCategory.PLUGIN, ErrorCategory.INTERNAL);
            assertThat(e.code().toString()).as(e.getMessage()).isNotEqualTo("CONFIG-21");
        }
    }
}
