package org.exeunt.config.diagnosis;

/**
 * A rule that a plugin violates.
 *
 * @param rule id of the rule, such as P4
 * @param sentence what was found and what was expected, without a full stop
 */
public record RuleViolation(String rule, String sentence) {
    @Override
    public String toString() {
        return rule + ": " + sentence;
    }
}
