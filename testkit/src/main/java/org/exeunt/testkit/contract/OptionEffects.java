package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.exeunt.api.plugin.PluginChoice;

/** Base of the contracts of plugins whose options all change their results. */
abstract class OptionEffects<T> extends Variants<T> {
    /**
     * Returns the keys of options whose effect this contract does not show, such as one for large data sets. The
     * default is none.
     */
    protected Set<String> optionsWithoutEffect() {
        return Set.of();
    }

    /**
     * Checks that another value of every option changes the result of some variant, apart from
     * {@link #optionsWithoutEffect}.
     */
    final void assertOptionsHaveEffects(String rule, Function<PluginChoice<T>, Object> result) {
        Set<String> ineffective = OtherOptions.withoutEffect(variants(), result);
        ineffective.remove("preset"); // acts through the defaults of other options, when a configuration is bound
        Set<String> effective = new TreeSet<>(optionsWithoutEffect());
        effective.removeAll(ineffective);
        ineffective.removeAll(optionsWithoutEffect());
        assertThat(ineffective)
                .as("%s: options of which no other value, in no variant, changes a result", rule)
                .isEmpty();
        assertThat(effective)
                .as("%s: options that optionsWithoutEffect names, although another value changes a result", rule)
                .isEmpty();
    }
}
