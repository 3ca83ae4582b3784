/**
 * Quadratic programs on the simplex, for methods that weight clients: in closed form where P is a multiple of the
 * identity ({@link org.exeunt.strategies.simplex.Simplex}), otherwise with a general solver
 * ({@link org.exeunt.strategies.simplex.SimplexQp}).
 */
package org.exeunt.strategies.simplex;
