package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.config.diagnosis.PluginExamination;
import org.exeunt.config.diagnosis.RuleViolation;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.config.plugins.PluginRegistry;
import org.junit.jupiter.api.Test;

/**
 * Checks the contract of the plugins of a list, of any kind, rules P1 to P8: they can be found, chosen, configured and
 * created.
 */
public abstract class PluginContract {
    /** Returns a new instance of the list to check. */
    protected abstract Plugins plugins();

    @FailureHint("rename it; ids are lower-case words joined by hyphens")
    @Test
    void p01_idIsKebabCase() {
        assertThat(plugins().plugins()).as("P1: ids").allSatisfy(plugin -> assertThat(plugin.id())
                .matches(KebabCase.PATTERN));
    }

    @FailureHint("name the list in META-INF/services/org.exeunt.api.plugin.Plugins, and make class and constructor "
            + "public")
    @Test
    void p02_isRegistered() {
        Rule.assumeHolds("P1", "P2", this::p01_idIsKebabCase);
        Plugins list = plugins();
        assertThat(Modifier.isPublic(list.getClass().getModifiers()))
                .as("P2: %s is public", list.getClass())
                .isTrue();
        assertThat(list.getClass().getConstructors())
                .as("P2: public constructors, one of them without parameters")
                .anyMatch(constructor -> constructor.getParameterCount() == 0);
        PluginRegistry registry = registry();
        assertThat(registry.broken()).as("P2: plugins that cannot be loaded").isEmpty();
        assertThat(list.plugins()).as("P2: plugins that the registry finds").allSatisfy(plugin -> assertThat(
                        registry.find(plugin.kind(), plugin.id()).plugin())
                .returns(plugin.declaredBy(), Plugin::declaredBy)
                .returns(plugin.options(), Plugin::options));
    }

    @FailureHint("write one sentence for users who choose a plugin, without a line break")
    @Test
    void p04_summaryIsOneSentence() {
        assertThat(violations(plugins().plugins(), PluginExamination::summary))
                .as("P4: summaries")
                .isEmpty();
    }

    @FailureHint("a component has no annotation or no description, or has an unsupported type")
    @Test
    void p05_optionsAreDescribed() {
        assertThat(violations(plugins().plugins(), PluginExamination::options))
                .as("P5: options")
                .isEmpty();
    }

    @FailureHint("a default is not a value of its type, is outside its range, or contradicts another")
    @Test
    void p06_defaultsAreValid() {
        Rule.assumeHolds("P5", "P6", this::p05_optionsAreDescribed);
        assertThat(violations(plugins().plugins(), PluginExamination::defaults))
                .as("P6: defaults")
                .isEmpty();
    }

    @FailureHint("create throws for defaults, or returns an object of another kind")
    @Test
    void p07_isCreatedFromDefaults() {
        Rule.assumeHolds("P2", "P7", this::p02_isRegistered);
        Rule.assumeHolds("P6", "P7", this::p06_defaultsAreValid);
        List<Plugin<?, ?>> withDefaults = plugins().plugins().stream()
                .filter(plugin -> OptionSpec.of(plugin.options()).stream().allMatch(OptionSpec::mayBeLeftOut))
                .<Plugin<?, ?>>map(plugin -> plugin)
                .toList();
        assumeTrue(!withDefaults.isEmpty(), "all have required options");
        assertThat(violations(withDefaults, PluginExamination::creation))
                .as("P7: creation")
                .isEmpty();
    }

    @FailureHint("two calls return different plugins, or a plugin has a state")
    @Test
    void p08_valuesAreConstant() {
        assertThat(plugins().plugins())
                .as("P8: plugins")
                .usingElementComparator((one, other) ->
                        one.kind() == other.kind() && one.id().equals(other.id()) && one.options() == other.options()
                                ? 0
                                : 1)
                .containsExactlyElementsOf(plugins().plugins());
        assertThat(plugins().plugins())
                .as("P8: fields that can change")
                .allSatisfy(plugin -> assertThat(MutableFields.of(plugin)).isEmpty());
    }

    private Map<String, RuleViolation> violations(
            List<Plugin<?, ?>> checked, Function<PluginExamination, Optional<RuleViolation>> check) {
        PluginRegistry registry = registry();
        Map<String, RuleViolation> violations = new TreeMap<>();
        for (Plugin<?, ?> plugin : checked) {
            check.apply(new PluginExamination(plugin, registry, new RecordingContext()))
                    .ifPresent(violation -> violations.put(plugin.id(), violation));
        }
        return violations;
    }

    private PluginRegistry registry() {
        return PluginRegistry.load(plugins().getClass().getClassLoader());
    }
}
