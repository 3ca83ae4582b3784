package org.exeunt.strategies.coordination;

/** Number of exits that the ramp is applied to. */
public enum BudgetBase {
    /** The student exits of the cohort, {@code (m - 1) K}. */
    STUDENT_EXITS,
    /**
     * All exits of the cohort, {@code m K}. The result is capped at the number of student exits, so the ramp ends
     * earlier by a factor of {@code 1 - 1/m}.
     */
    ALL_EXITS;

    int exits(int exitsOfNetwork, int cohort) {
        return cohort * (this == ALL_EXITS ? exitsOfNetwork : exitsOfNetwork - 1);
    }
}
