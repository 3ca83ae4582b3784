/**
 * The design of a network: {@link org.exeunt.dl4j.design.GraphFactory} creates the graphs of all stages and heads from a
 * backbone and a head, checks them, and describes their costs, initial values and axes.
 */
package org.exeunt.dl4j.design;
