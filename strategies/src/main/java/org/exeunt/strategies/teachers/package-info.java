/**
 * Teacher weights: the solution of a small quadratic program on the simplex, in closed form
 * ({@link org.exeunt.strategies.teachers.SimplexClosedForm}, the default) or with a general solver
 * ({@link org.exeunt.strategies.teachers.OjalgoQp}, an independent check and a starting point for other programs).
 * {@link org.exeunt.strategies.teachers.Simplex} and {@link org.exeunt.strategies.teachers.SimplexQp} can be used by
 * any method with weights on the simplex.
 */
package org.exeunt.strategies.teachers;
