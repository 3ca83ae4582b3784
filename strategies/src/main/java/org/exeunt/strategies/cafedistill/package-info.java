/**
 * CAFEDistill: personal early-exit networks on a shared backbone, in which shallow exits learn from a personal teacher
 * that is a weighted sum of all clients' final heads.
 *
 * <p>{@link org.exeunt.strategies.cafedistill.CafeDistill} implements the round on server and client;
 * {@link org.exeunt.strategies.cafedistill.CafeDistillOptions} lists what can be set. On the client,
 * {@code DistillationPlan} decides which exits learn from labels and which from the teacher, and builds the objective.
 * On the server, {@code CafeDistill.aggregate} compares the final heads and computes the teachers by
 * {@link org.exeunt.strategies.WeightedSums}. {@code TeacherPayload} encodes teachers for the download. The coordination policy decides which exits are active in a round.
 */
package org.exeunt.strategies.cafedistill;
