package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Modifier;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.config.OptionSpec;
import org.exeunt.config.diagnosis.PluginExamination;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.config.plugins.PluginRegistry;
import org.junit.jupiter.api.Test;

/**
 * Checks the contract of a {@link Plugin} of any kind, rules P1 to P8: it can be found, chosen, configured and created.
 */
public abstract class PluginContract {
    /** Returns a new instance of the plugin to check. */
    protected abstract Plugin<?, ?> plugin();

    @FailureHint("rename it; ids are lower-case words joined by hyphens")
    @Test
    void p01_idIsKebabCase() {
        assertThat(plugin().id()).as("P1: id").matches(KebabCase.PATTERN);
    }

    @FailureHint("add the class name to META-INF/services/org.exeunt.api.plugin.Plugin, and make class and constructor "
            + "public")
    @Test
    void p02_isRegistered() {
        Rule.assumeHolds("P1", "P2", this::p01_idIsKebabCase);
        Plugin<?, ?> plugin = plugin();
        assertThat(Modifier.isPublic(plugin.getClass().getModifiers()))
                .as("P2: %s is public", plugin.getClass())
                .isTrue();
        assertThat(plugin.getClass().getConstructors())
                .as("P2: public constructors, one of them without parameters")
                .anyMatch(constructor -> constructor.getParameterCount() == 0);
        PluginRegistry registry = registry();
        assertThat(registry.broken()).as("P2: plugins that cannot be loaded").isEmpty();
        assertThat(registry.find(plugin.kind(), plugin.id()).plugin())
                .as("P2: what the registry finds under '%s'", plugin.id())
                .isInstanceOf(plugin.getClass());
    }

    @FailureHint("write one sentence for users who choose a plugin, without a line break")
    @Test
    void p04_summaryIsOneSentence() {
        assertThat(examination().summary()).as("P4: summary").isEmpty();
    }

    @FailureHint("a component has no annotation or no description, or has an unsupported type")
    @Test
    void p05_optionsAreDescribed() {
        assertThat(examination().options()).as("P5: options").isEmpty();
    }

    @FailureHint("a default is not a value of its type, is outside its range, or contradicts another")
    @Test
    void p06_defaultsAreValid() {
        Rule.assumeHolds("P5", "P6", this::p05_optionsAreDescribed);
        assertThat(examination().defaults())
                .as("P6: defaults of '%s'", plugin().id())
                .isEmpty();
    }

    @FailureHint("create throws for defaults, or returns an object of another kind")
    @Test
    void p07_isCreatedFromDefaults() {
        Rule.assumeHolds("P2", "P7", this::p02_isRegistered);
        Rule.assumeHolds("P6", "P7", this::p06_defaultsAreValid);
        assumeTrue(
                OptionSpec.of(plugin().options()).stream().allMatch(OptionSpec::mayBeLeftOut), "has required options");
        assertThat(examination().creation())
                .as("P7: creation of '%s'", plugin().id())
                .isEmpty();
    }

    @FailureHint("two instances return different values; a plugin has no state")
    @Test
    void p08_valuesAreConstant() {
        assertThat(plugin().id()).as("P8: id").isEqualTo(plugin().id());
        assertThat(plugin().kind()).as("P8: kind").isEqualTo(plugin().kind());
        assertThat(plugin().options()).as("P8: options").isEqualTo(plugin().options());
        assertThat(MutableFields.of(plugin())).as("P8: fields that can change").isEmpty();
    }

    private PluginExamination examination() {
        return new PluginExamination(plugin(), registry(), new RecordingContext());
    }

    private PluginRegistry registry() {
        return PluginRegistry.load(plugin().getClass().getClassLoader());
    }
}
