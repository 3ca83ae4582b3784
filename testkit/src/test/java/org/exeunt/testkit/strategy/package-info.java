/** Strategies to try the kit with: one that keeps its contract, and ones that each break a rule. */
package org.exeunt.testkit.strategy;
