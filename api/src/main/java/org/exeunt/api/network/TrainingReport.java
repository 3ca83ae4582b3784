package org.exeunt.api.network;

/**
 * What one call of {@link Network#train} did.
 *
 * @param epochs passes over the examples
 * @param steps optimiser steps
 * @param loss mean over the last epoch's steps of the objective's value, weighted by batch size; 0 without a step
 */
public record TrainingReport(int epochs, long steps, double loss) {}
