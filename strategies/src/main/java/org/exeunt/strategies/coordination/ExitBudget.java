package org.exeunt.strategies.coordination;

import java.math.BigDecimal;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.Similarities;

/**
 * Number of student exits that a cohort of K clients trains in a round, Q in [0, (m-1)K].
 *
 * <p>{@code Q = floor((m-1) K min(t / (ramp T), 1))} is computed exactly, with the decimal value of {@code ramp}. The
 * reference code counts rounds from 0, is slowed by conflict and computes in double precision: {@code ratio = (t - 1) /
 * (ramp T) * (1 - 1/m) + (1/K^2) sum_ij min(Sim_ij, 0)}, clamped to {@code [0, 1 - 1/m]}, and {@code Q = (int) (m K
 * ratio)}, evaluated in this order; due to rounding it can be one less than the exact number.
 *
 * @param ramp fraction of the rounds after which all exits are active, in [0, 1]; 0 for all rounds
 * @param reference whether Q is the expression of the reference code
 */
record ExitBudget(double ramp, boolean reference) {
    int studentExits(CoordinationRequest request) {
        int students = (request.exits() - 1) * request.cohort().size();
        if (ramp == 0) {
            return students;
        }
        return reference ? ofReference(request) : exact(request, students);
    }

    private int exact(CoordinationRequest request, int students) {
        BigDecimal reached =
                BigDecimal.valueOf((long) students * request.round().number());
        BigDecimal length = DecimalProduct.of(ramp, request.rounds());
        return reached.divideToIntegralValue(length)
                .min(BigDecimal.valueOf(students))
                .intValueExact();
    }

    private int ofReference(CoordinationRequest request) {
        int exits = request.exits();
        int clients = request.cohort().size();
        double cap = 1 - 1.0 / exits;
        double elapsed = request.round().number() - 1;
        double ratio = elapsed / (ramp * request.rounds()) * cap
                + 1.0 / ((long) clients * clients) * conflict(request.cohort(), request.similarities());
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
