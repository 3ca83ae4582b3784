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

/** One rule a setting, in the order given. */
record Sweep(List<ExitRule> settings) implements ExitPolicy {
    Sweep {
        settings = List.copyOf(settings);
    }

    @Override
    public List<ExitRule> rules(CalibrationSet calibration) {
        return settings;
    }

    /**
     * Returns one rule a setting.
     *
     * @param option key of the settings, for error messages
     * @throws IllegalArgumentException if there is no setting, or one twice
     */
    static <S extends Number> Sweep over(String option, List<S> settings, Function<S, ExitRule> rule) {
        requireDifferent(option, settings);
        return new Sweep(settings.stream().map(rule).toList());
    }

    /**
     * Refuses settings that are none, or not all different.
     *
     * @param option key of the settings, for error messages
     */
    static void requireDifferent(String option, List<?> settings) {
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("'" + option + "' is empty; expected at least one");
        }
        Set<Object> seen = new HashSet<>();
        for (Object setting : settings) {
            if (!seen.add(setting)) {
                throw new IllegalArgumentException("'%s' has %s twice: %s".formatted(option, setting, settings));
            }
        }
    }

    /** Returns a rule labelled by its name and a threshold with at least two decimals. */
    static ExitRule rule(String name, double threshold, Predicate<ExitInput> leaves) {
        return new Labelled(name + " " + decimals(threshold), leaves);
    }

    /** Returns a number as it was written, with at least two decimals. */
    static String decimals(double number) {
        BigDecimal written = BigDecimal.valueOf(number);
        return written.setScale(Math.max(2, written.scale())).toPlainString();
    }

    /** A rule and its label. */
    record Labelled(String label, Predicate<ExitInput> test) implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput view) {
            return test.test(view);
        }
    }
}
