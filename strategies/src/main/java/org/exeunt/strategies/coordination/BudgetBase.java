package org.exeunt.strategies.coordination;

/** What the ramp is a share of. */
public enum BudgetBase {
    /** The student exits of the cohort, {@code (m - 1) K}. */
    STUDENT_EXITS,
    /** All exits of the cohort, {@code m K}, capped at its student exits, so that the ramp ends early by a factor {@code 1 - 1/m}. */
    ALL_EXITS;

    int exits(int exitsOfNetwork, int cohort) {
        return cohort * (this == ALL_EXITS ? exitsOfNetwork : exitsOfNetwork - 1);
    }
}
