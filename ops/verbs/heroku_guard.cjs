// Loaded into the Heroku CLI before its own code, by ops/verbs/heroku.py.
//
// Some of the CLI's commands have hosts of Heroku's built in, and where it doesn't accept
// HEROKU_HOST it falls back to heroku.com. And it keeps logins in ~/.netrc and ~/.config.
'use strict'

const module_ = require('node:module')
const net = require('node:net')
const os = require('node:os')

const HERE = ['localhost', '127.0.0.1', '::1']

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...given) {
  const host = hostOf(given)
  if (!HERE.includes(host)) {
    return this.destroy(new Error(`${host} is not called from here: this CLI works on the local trial only.`))
  }
  return connect.apply(this, given)
}

// (options), (port, host) or (path), or all of that in one array; a path is a socket of this machine.
function hostOf([first, second]) {
  if (Array.isArray(first)) return hostOf(first)
  if (first !== null && typeof first === 'object') return first.path ? 'localhost' : first.host || 'localhost'
  return typeof second === 'string' ? second : 'localhost'
}

os.homedir = () => process.env.HEROKU_CLI_HOME
module_.syncBuiltinESMExports()
