package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private static List<Plugin<?, ?>> plugins() {
        return ServiceLoader.load(Plugins.class).stream()
                .filter(list -> list.type() == StrategyPlugins.class)
                .flatMap(list -> list.get().plugins().stream())
                .<Plugin<?, ?>>map(plugin -> plugin)
                .toList();
    }

    @Test
    void pluginsAreFoundByTheirIds() {
        assertThat(plugins())
                .extracting(plugin -> plugin.kind().getSimpleName() + " " + plugin.id())
                .containsExactlyInAnyOrder(
                        "Strategy cafedistill",
                        "Strategy exit-discriminants",
                        "Strategy fedavg",
                        "Strategy local",
                        "CoordinationPolicy all-exits",
                        "CoordinationPolicy progressive-depth",
                        "CoordinationPolicy least-conflict",
                        "CoordinationPolicy exits-as-clients",
                        "CoordinationPolicy random",
                        "CoordinationPolicy capacity",
                        "CoordinationPolicy budget",
                        "Aggregator weighted-mean",
                        "Aggregator norm-clipping",
                        "Aggregator trimmed-mean",
                        "Aggregator coordinate-median",
                        "Aggregator krum",
                        "ExitPolicy budgeted",
                        "ExitPolicy confidence",
                        "ExitPolicy ensemble",
                        "ExitPolicy entropy",
                        "ExitPolicy margin",
                        "ExitPolicy patience",
                        "ExitPolicy risk-controlled",
                        "ClientSampler tiers",
                        "ClientSampler uniform",
                        "ClientSampler size-weighted",
                        "ClientSampler round-robin");
    }

    @Test
    void optionsHaveDescriptionsAndDefaults() {
        for (Plugin<?, ?> plugin : plugins()) {
            for (RecordComponent component : plugin.options().getRecordComponents()) {
                Option option = component.getAnnotation(Option.class);
                assertThat(option).as("%s: %s", plugin.id(), component).isNotNull();
                assertThat(option.defaultValue().isEmpty())
                        .as("%s: %s has no default", plugin.id(), component)
                        .isEqualTo(component.getType() == Optional.class || option.inPlace());
            }
        }
    }
}
