/**
 * Mixture weights of teachers: a small quadratic program on the simplex, solved in closed form
 * ({@link org.exeunt.strategies.teachers.SimplexClosedForm}, the usual choice) or by a general solver
 * ({@link org.exeunt.strategies.teachers.OjalgoQp}, an independent check and a place to start for other programs).
 * {@link org.exeunt.strategies.teachers.Simplex} and {@link org.exeunt.strategies.teachers.SimplexQp} hold what any method with weights on the
 * simplex needs.
 */
package org.exeunt.strategies.teachers;
