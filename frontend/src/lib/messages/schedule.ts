/** Schedules: what is wrong with one, when it starts next, and what it says in words. */
export const schedules = {
  schedulePreview: {
    next: "Next starts",
    in: (zone: string) => `In ${zone}`,
    here: "Your time",
    never: "It never starts again: no time ahead matches.",
    passed: "This time has passed: choose a later one.",
    fromPublish: "Counted as if published now.",
  },
  // The server says the same of an expression (`statewright.language.schedules`), for it has the last word.
  scheduleFaults: {
    kind: (expression: string) =>
      `'${expression}' is none of at(yyyy-mm-ddThh:mm:ss), rate(value unit), cron(six fields)`,
    atForm: (body: string) =>
      `at(${body}) must have the form at(yyyy-mm-ddThh:mm:ss), without fraction or offset`,
    atDate: (body: string) => `at(${body}) is not a date and time`,
    atSkipped: (body: string, zone: string) =>
      `at(${body}) does not exist in ${zone}: the clocks skip that time`,
    rateForm: (body: string) => `rate(${body}) must be a positive whole number and minutes, hours or days`,
    rateLong: (body: string) => `rate(${body}) is longer than a hundred years`,
    zone: (name: string) => `'${name}' is not a time zone: give an IANA name such as Europe/Berlin`,
    fieldNames: {
      ...{ minutes: "minutes", hours: "hours", dayOfMonth: "day-of-month" },
      ...{ month: "month", dayOfWeek: "day-of-week", year: "year" },
    },
    fields: (body: string, count: number) =>
      `cron takes six fields (minutes hours day-of-month month day-of-week year), '${body}' has ${count}`,
    oneDay: (dayOfMonth: string, dayOfWeek: string) =>
      `exactly one of day-of-month ('${dayOfMonth}') and day-of-week ('${dayOfWeek}') must be '?'`,
    value: (field: string, text: string, low: number, high: number, names: string) =>
      `${field}: '${text}' is not a value from ${low} to ${high}${names}`,
    names: (first: string, last: string) => ` or ${first}-${last}`,
    range: (field: string, span: string) => `${field}: the range '${span}' ends before it starts`,
    step: (field: string, step: string, high: number) =>
      `${field}: the step '${step}' is not a number from 1 to ${high}`,
    nth: (text: string) => `day-of-week: '${text}' must name one of the first to fifth in a month, as in 3#2`,
  },
  unixCron: {
    converted: (written: string) => `Converted from the crontab's ${written}`,
    wrapped: (written: string) => `Read as minute hour day-of-month month day-of-week year: ${written}`,
    seconds: (written: string, expression: string) =>
      `${written} begins with seconds, which no schedule here has. Write ${expression}.`,
    twoReadings: (written: string, own: string, timed: string) =>
      `${written} can be read in two ways: ${own}, or with seconds first: ${timed}. Write the one that is meant.`,
    reading: (expression: string, words: string) => `${expression} (${words})`,
    word: (word: string) =>
      `${word} says no time. Choose how often it starts, or write rate(...) or cron(...).`,
    bothDays: (date: string, weekday: string) =>
      `A crontab starts on days of the month (${date}) and on days of the week (${weekday}) alike; one schedule here has either. Use two triggers, one for each.`,
    weekday: (field: string) =>
      `day-of-week: '${field}' is not made of days from 0 (Sunday) to 7 (Sunday) or SUN-SAT`,
  },
  scheduleWords: {
    every: (count: number, unit: "minute" | "hour" | "day") =>
      count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`,
    once: (moment: string) => `Once, on ${moment}`,
    at: (times: string) => `At ${times}`,
    everyMinute: "Every minute",
    everyMinutes: (count: number) => `Every ${count} minutes`,
    fromMinute: (minute: number) => `from minute ${minute} of the hour`,
    everyHour: "Every hour",
    everyHours: (count: number) => `Every ${count} hours`,
    fromTime: (time: string) => `from ${time}`,
    atMinutes: (minutes: string, several: boolean) => `at ${several ? "minutes" : "minute"} ${minutes}`,
    between: (from: string, to: string) => `between ${from} and ${to}`,
    hours: (hours: string, several: boolean) => `in ${several ? "the hours" : "the hour"} ${hours}`,
    everyDay: "every day",
    weekdays: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    through: (first: string, last: string) => `${first} to ${last}`,
    on: (days: string) => `on ${days}`,
    dates: (days: string) => `on the ${days} of the month`,
    lastDay: "on the last day of the month",
    lastWorkingDay: "on the last working day of the month",
    nearestWorkingDay: (day: string) => `on the working day nearest to the ${day} of the month`,
    lastWeekday: (weekday: string) => `on the last ${weekday} of the month`,
    nthWeekday: (nth: string, weekday: string) => `on the ${nth} ${weekday} of the month`,
    months: [
      ...["January", "February", "March", "April", "May", "June", "July"],
      ...["August", "September", "October", "November", "December"],
    ],
    inMonths: (months: string) => `in ${months}`,
    ordinals: { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" },
  },
} as const;
