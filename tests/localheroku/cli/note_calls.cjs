// Loaded into the Heroku CLI by the tests: notes every host that it asks for, called or not.
'use strict'

const dns = require('node:dns')
const fs = require('node:fs')
const net = require('node:net')

const note = host => fs.appendFileSync(process.env.CALLS_NOTED_IN, `${host}\n`)

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...given) {
  const [options] = given.flat()
  note((typeof options === 'object' ? options.host || options.path : given[1]) || 'localhost')
  return connect.apply(this, given)
}

for (const [owner, name] of [[dns, 'lookup'], [dns.promises, 'lookup'], [dns, 'resolve'], [dns.promises, 'resolve']]) {
  const asked = owner[name]
  owner[name] = function (host, ...rest) {
    note(host)
    return asked.call(this, host, ...rest)
  }
}
