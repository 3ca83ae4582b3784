/**
 * CAFEDistill: personal early-exit networks whose shallow exits learn from a personal mixture of all clients' final exits.
 *
 * <p>{@link org.exeunt.strategies.cafedistill.CafeDistill} is the round as server and client see it and
 * {@link org.exeunt.strategies.cafedistill.CafeDistillOptions} the list of everything the paper leaves open. The client's side is
 * {@code Lesson} (which exits learn what) and {@code LessonObjective}; the server's is {@code TeacherMixing}, which compares final heads and
 * mixes them. Which exits learn in a round is the coordination policy's matter.
 */
package org.exeunt.strategies.cafedistill;
