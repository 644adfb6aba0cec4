/** Right programs in the languages whose grammars only judge how a suggestion joins what follows. */

export const JOINED_PROGRAMS: Readonly<Record<string, string>> = {
  toml: `# settings of a shop
title = "Corner shop" # shown
'odd key' = 'C:\\goods'
site."opening hours".monday = 08:30:00

[stock]
limits = [ 1, -2.5e3, 0x1F, +inf, nan ]
since = 1999-12-31T23:59:59.5+02:00
nested = { name = "tea", price = { net = 3.20, tax = 0.19 } }
lines = [
  "a", # first
  'b',
]
note = """
two \\
   lines, and "quotes" \\u00e9
"""

[[stock.shelf]]
raw = '''
as it is \\
'''
open = true

[[stock.shelf]]
open = false
`,
  lua: `#!/usr/bin/env lua
-- a queue
local Queue = {}
Queue.__index = Queue

--[[ first in,
     first out ]]
function Queue.new(...)
  local self <const> = setmetatable({ first = 1, last = 0, ... }, Queue)
  return self
end

function Queue:push(item)
  self.last = self.last + 1
  self[self.last] = item
  return self
end

local text = [==[
raw ]] text
]==]

local function total(list, scale)
  local sum, n = 0, #list
  for i = n, 1, -1 do
    if list[i] == nil then goto continue end
    sum = sum + list[i] // 1 * (scale or 0x10) ~ 3
    ::continue::
  end
  repeat
    n = n - 1
  until n <= 0 or not scale
  while n ~= 0 do
    if n > 3 then break elseif n < -3 then n = 0 else n = n + 1 end
  end
  return sum, "\\u{e9}\\z
    b" .. 'c'
end

for name, job in pairs({ ["a b"] = print, c = function(x, ...) return x, ... end; 3 }) do
  print(name, job { x = 1 }, job "y", text:upper():rep(2))
end
return Queue
`,
  hcl: `# a shop's servers
terraform {
  required_version = ">= 1.5"
  required_providers {
    cloud = { source = "acme/cloud", version = "~> 4.0" }
  }
}

variable "sizes" {
  type        = map(object({ cores = number, tags = optional(list(string), []) }))
  description = "What is rented"
  default     = {}
}

/* one for
   each */
resource "cloud_server" "shop" {
  for_each = { for name, size in var.sizes : name => size if size.cores > 1 }
  name     = "\${local.prefix}-\${each.key}"
  cores    = each.value.cores * 2 >= 4 ? 4 : -1
  tags     = concat(each.value.tags, ["shop", upper("x")]...)

  user_data = <<-EOT
    #!/bin/sh
    echo "\${each.key}" %{if true}yes%{endif}
  EOT

  dynamic "disk" {
    for_each = var.disks[*].size
    content {
      size = disk.value[0]
    }
  }
  lifecycle {
    ignore_changes = [tags["owner"], name]
  }
}

output "names" {
  value = [for s in cloud_server.shop : s.name] // all
}
`,
  make: `# builds a shop
SHELL := /bin/bash
CC ?= gcc
SOURCES = $(wildcard src/*.c) \\
	extra.c
OBJECTS := $(SOURCES:.c=.o)
export CC
-include local.mk

.PHONY: all clean
all: shop | build

shop: $(OBJECTS)
	$(CC) $(LDFLAGS) -o $@ $^
	@echo "built $@" && \\
	  ls -l $@

%.o: %.c shop.h
	$(CC) -c $< -o $@

ifeq ($(DEBUG),1)
CFLAGS += -g
else ifdef FAST
CFLAGS += -O3
else
CFLAGS += -O2
endif

define greet
echo hello $(1)
endef

clean: CFLAGS = -w
clean:
	-rm -f $(OBJECTS) $(addsuffix .d,$(basename $(OBJECTS)))
	for f in a b; do echo $$f; done
`,
  r: `library(stats)
source("shop.R", local = TRUE)

#' What the sizes are.
sizes <- c(small = 1L, large = 2e3, "very large" = 0x1F)
\`odd name\` = NULL

mean_of <- function(values, ..., trim = 0.5) {
  if (length(values) == 0 || any(is.na(values))) {
    return(NA_real_)
  } else if (!is.numeric(values)) {
    stop("not numbers: ", class(values)[[1]], call. = FALSE)
  }
  for (index in seq_along(values)) {
    values[[index]] <- values[index] ^ 2 %% 7 %/% 2
    next
  }
  while (TRUE) break
  repeat {
    values[-1, , drop = FALSE]
    break
  }
  total <<- sum(values, ...)
  mean(values, trim = trim)
}

items |>
  subset(price > 3 & name %in% c("a", 'b')) |>
  lapply(function(item) item$price * 1.19)

people %>%
  dplyr::filter(age >= 18, !is.na(name)) %>%
  summarise(n = n(), .by = "town")

square <- \\(x) x^2
fit <- lm(price ~ age + I(age^2) - 1, data = cars@table)
path <- r"(C:\\shop)"
switch(kind,
  one = 1,
  two = ,
  three = { 3 }
)
stats:::helper(x <- 1, y -> z)
text <- "a long
text"
?mean
`,
  scala: `package shop

import scala.collection.mutable.{Map => MutableMap, *}
import scala.util.Try

/** One thing that is sold. */
case class Item[+T <: Any](name: String, price: Double = 0.5, tags: List[T] = Nil) extends Priced with Ordered[Item[?]] {
  require(price >= 0, s"a price of $price \${name.length}")
  lazy val total: Double = price * Item.Tax
  override def compare(that: Item[?]): Int = name compare that.name
  def map[R](f: T => R)(implicit order: Ordering[R]): List[R] = tags.map(f).sorted
}

object Item {
  private val Tax = 1.19
  def apply(name: String): Item[String] = new Item(name)
}

sealed trait Result
case object Nothing extends Result
abstract class Some[T](val item: T) extends Result { def get: T = item }

enum Size(val cm: Int) {
  case Small extends Size(1)
  case Large extends Size(2)
}

object Main extends App {
  var n = 0x1F
  type Pairs = Map[String, (Int, Boolean)]
  for ((item, index) <- List("a", "b").zipWithIndex if index != 3) {
    n += index
  }
  val squares = for { x <- 1 to 10; y = x * x if y % 2 == 0 } yield y
  while (n > 100) n -= 1
  val kind = n match {
    case 0 | 1 => 'a'
    case x if x > 9 && x != 10 => '\\n'
    case _: Int => throw new IllegalStateException("no")
  }
  val text = """raw "text"
    |two lines""".stripMargin
  try {
    println(text + kind)
  } catch {
    case e: RuntimeException => println(e.getMessage)
  } finally {
    n = squares.foldLeft(0)(_ + _)
  }
  def twice(f: Int => Int, x: => Int): Int = f(f(x))
  val add = (a: Int, b: Int) => a + b
  println(if (n > 1) add(1, 2) else twice({ y => y * 2 }, n))
}

trait Show[A]:
  extension (a: A) def show: String

given Show[Int] with
  extension (a: Int) def show: String =
    if a > 0 then
      "more"
    else
      a.toString

def run(using show: Show[Int]): Unit =
  println(1.show)
`,
};
