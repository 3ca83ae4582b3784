/**
 * Gaussian models of features, and classifiers computed from them. Start at {@link
 * org.exeunt.strategies.discriminant.ExitDiscriminants}.
 */
package org.exeunt.strategies.discriminant;
