package org.exeunt.strategies.coordination;

import java.math.BigDecimal;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.Similarities;

/**
 * How many student exits of a cohort learn in a round, Q in [0, (m-1)K].
 *
 * <p>Counted from round 1 and without conflict feedback, {@code Q = floor(base * min(t / (ramp T), 1))} is exact: the ramp is taken as the
 * decimal number that was written. Otherwise Q is the reference code's expression in double precision, with {@code r = t - 1} or {@code t}:
 * {@code ratio = r / (ramp T) * (1 - 1/m) + (1/K^2) sum_ij min(Sim_ij, 0)}, clamped to {@code [0, 1 - 1/m]}, {@code Q = (int) (m K ratio)},
 * in this order; rounding can make it one less than the exact number.
 *
 * @param ramp share of the rounds after which all exits learn, in [0, 1]; 0 from the start
 * @param base what the ramp is a share of; matters to the exact form alone, in the other one both bases give the same number
 * @param conflictFeedback whether conflict between clients takes exits away
 * @param roundBase number of the first round in the ramp, 1 or 0
 */
record ExitBudget(double ramp, BudgetBase base, boolean conflictFeedback, int roundBase) {
    int studentExits(CoordinationRequest request) {
        int students = (request.exits() - 1) * request.cohort().size();
        if (ramp == 0) {
            return students;
        }
        return conflictFeedback || roundBase == 0 ? floating(request) : exact(request, students);
    }

    private int exact(CoordinationRequest request, int students) {
        int exits = base.exits(request.exits(), request.cohort().size());
        BigDecimal reached = BigDecimal.valueOf((long) exits * request.round().number());
        BigDecimal length = BigDecimal.valueOf(ramp).multiply(BigDecimal.valueOf(request.rounds()));
        return reached.divideToIntegralValue(length)
                .min(BigDecimal.valueOf(students))
                .intValueExact();
    }

    private int floating(CoordinationRequest request) {
        int exits = request.exits();
        int clients = request.cohort().size();
        double cap = 1 - 1.0 / exits;
        double elapsed = request.round().number() - 1 + roundBase;
        double ratio = elapsed / (ramp * request.rounds()) * cap;
        if (conflictFeedback) {
            ratio += 1.0 / (clients * clients) * conflict(request.cohort(), request.similarities());
        }
        return (int) (exits * clients * Math.max(0, Math.min(ratio, cap)));
    }

    private static double conflict(List<ClientId> cohort, Similarities similarities) {
        double sum = 0;
        for (ClientId one : cohort) {
            for (ClientId other : cohort) {
                sum += Math.min(similarities.between(one, other), 0);
            }
        }
        return sum;
    }
}
