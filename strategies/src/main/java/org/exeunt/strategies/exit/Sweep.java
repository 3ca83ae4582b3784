package org.exeunt.strategies.exit;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;

/** An exit policy with a fixed list of rules, one per setting, in the order of the options. */
record Sweep(List<ExitRule> settings) implements ExitPolicy {
    Sweep {
        settings = List.copyOf(settings);
    }

    @Override
    public List<ExitRule> rules(CalibrationSet calibration) {
        return settings;
    }

    /**
     * Returns a policy with one rule per setting.
     *
     * @param option key of the settings, for error messages
     * @throws IllegalArgumentException if the list is empty or contains duplicates
     */
    static <S extends Number> Sweep over(String option, List<S> settings, Function<S, ExitRule> rule) {
        requireDistinct(option, settings);
        return new Sweep(settings.stream().map(rule).toList());
    }

    /**
     * Checks that the settings are not empty and all different.
     *
     * @param option key of the settings, for error messages
     * @throws IllegalArgumentException if the list is empty or contains duplicates
     */
    static void requireDistinct(String option, List<?> settings) {
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("'" + option + "' is empty; expected at least one value");
        }
        Set<Object> seen = new HashSet<>();
        for (Object setting : settings) {
            if (!seen.add(setting)) {
                throw new IllegalArgumentException(
                        "'%s' has %s twice: %s; expected different values".formatted(option, setting, settings));
            }
        }
    }

    /** Returns a rule with a label of its name and a threshold with at least two decimals. */
    static ExitRule rule(String name, double threshold, Predicate<ExitInput> condition) {
        return new Labelled(name + " " + decimals(threshold), condition);
    }

    /** Returns the decimal notation of a number, with at least two decimals. */
    static String decimals(double number) {
        BigDecimal decimal = BigDecimal.valueOf(number);
        return decimal.setScale(Math.max(2, decimal.scale())).toPlainString();
    }

    /** A rule with a label. */
    record Labelled(String label, Predicate<ExitInput> condition) implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput input) {
            return condition.test(input);
        }
    }
}
