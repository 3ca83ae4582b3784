package org.exeunt.strategies.leaving;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.ExitView;

/** One rule a setting, in the order given. */
record Sweep(List<ExitRule> rules) implements ExitPolicy {
    Sweep {
        rules = List.copyOf(rules);
    }

    /**
     * Returns one rule a setting.
     *
     * @param option key of the settings, for error messages
     * @throws IllegalArgumentException if there is no setting, or one twice
     */
    static <S extends Number> Sweep over(String option, List<S> settings, Function<S, ExitRule> rule) {
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("'" + option + "' is empty; expected at least one");
        }
        Set<S> seen = new HashSet<>();
        for (S setting : settings) {
            if (!seen.add(setting)) {
                throw new IllegalArgumentException("'%s' has %s twice: %s".formatted(option, setting, settings));
            }
        }
        return new Sweep(settings.stream().map(rule).toList());
    }

    /** Returns a rule labelled by its name and a threshold with at least two decimals. */
    static ExitRule rule(String name, double threshold, Predicate<ExitView> leaves) {
        BigDecimal number = BigDecimal.valueOf(threshold);
        return new Labelled(
                name + " " + number.setScale(Math.max(2, number.scale())).toPlainString(), leaves);
    }

    /** A rule and its label. */
    record Labelled(String label, Predicate<ExitView> test) implements ExitRule {
        @Override
        public boolean leaves(ExitView view) {
            return test.test(view);
        }
    }
}
