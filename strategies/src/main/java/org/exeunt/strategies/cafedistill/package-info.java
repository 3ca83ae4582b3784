/**
 * CAFEDistill: personal early-exit networks whose shallow exits learn from a personal mixture of all clients' final exits.
 *
 * <p>{@link org.exeunt.strategies.cafedistill.CafeDistill} is the round as server and client see it and
 * {@link org.exeunt.strategies.cafedistill.CafeDistillOptions} the list of everything the paper leaves open. The client's side is
 * {@code DistillationPlan} (which exits learn what) and {@code LessonObjective}; on the server {@code CafeDistill.merge} compares final
 * heads, {@code TeacherMixing} weighs the teachers and {@code Mixture} mixes them; {@code TeacherPayload} is what of it travels.
 * Which exits learn in a round is the coordination policy's matter.
 */
package org.exeunt.strategies.cafedistill;
